import type { OfficeAct } from "#core/office/office-act.ts";
import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import type { PaymentId, ProgrammeId, StatementId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import * as api from "../../reimbursements/api.ts";
import { listOwed, makeGood } from "../../reimbursements/owed.ts";
import { printDebitNote } from "../../reimbursements/print-debit-note.ts";
import { redemptionTransaction } from "../../reimbursements/redemption.ts";
import { reviewPayment } from "../../reimbursements/review-payment.ts";
import { listStatementPayments } from "../../reimbursements/statement-payments.ts";
import { checkStatement, recordReimbursement } from "../../reimbursements/statement-acts.ts";
import {
  debitNote,
  listStatements,
  presentStatement,
  presentable,
} from "../../reimbursements/statements.ts";
import { doAct } from "../office-act.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerPaper } from "../sheets.ts";

const REVIEW_ACTS = {
  suspended: "payment_suspended",
  rejected: "payment_rejected",
  released: "payment_released",
} as const satisfies Record<ReviewState, OfficeAct>;

export function addReimbursementRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listTillStatements, async (context) => {
    const { merchant } = await sessions.till(context);
    const [ready, statements] = await Promise.all([
      presentable(deps.db, merchant),
      listStatements(deps, { merchantId: merchant.id }),
    ]);
    return context.json({ presentable: ready, statements }, 200);
  });
  http.openapi(api.presentStatement, async (context) => {
    const till = await sessions.till(context);
    const programmeId = context.req.valid("json").programmeId as ProgrammeId;
    const id = valueOf(await presentStatement(deps, till, programmeId));
    return context.json(await readOne(deps, id), 201);
  });
  http.openapi(api.printDebitNote, async (context) => {
    const { merchant } = await sessions.till(context);
    const id = context.req.valid("param").statementId as StatementId;
    const note = valueOf(await debitNote(deps, merchant.id, id));
    return answerPaper(context, printDebitNote(note, deps.townName));
  });
  http.openapi(api.listStatements, async (context) => {
    await sessions.officer(context);
    return context.json(await listStatements(deps, context.req.valid("query")), 200);
  });
  http.openapi(api.checkStatement, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const id = context.req.valid("param").statementId as StatementId;
    const { dueCents } = context.req.valid("query");
    const seen = dueCents === undefined ? undefined : cents(BigInt(dueCents));
    await doAct(deps, officer, (own) => checkStatement(own, { id, seen }, officer), {
      act: "statement_checked",
      subject: id,
    });
    return context.json(await readOne(deps, id), 200);
  });
  http.openapi(api.listStatementPayments, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").statementId as StatementId;
    return context.json(await listStatementPayments(deps.db, id), 200);
  });
  http.openapi(api.reviewPayment, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const param = context.req.valid("param");
    const statementId = param.statementId as StatementId;
    const paymentId = param.paymentId as PaymentId;
    const { to, reason } = context.req.valid("json");
    await doAct(
      deps,
      officer,
      (own) => reviewPayment(own, { statementId, paymentId, to, reason }, officer),
      (amount) =>
        amount && {
          act: REVIEW_ACTS[to],
          subject: statementId,
          details: { payment: paymentId, amountCents: amount.toString() },
        },
    );
    return context.json(await listStatementPayments(deps.db, statementId), 200);
  });
  http.openapi(api.readRedemption, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").statementId as StatementId;
    return context.json(valueOf(await redemptionTransaction(deps, [id])), 200);
  });
  http.openapi(api.readRedemptions, async (context) => {
    await sessions.officer(context);
    const ids = context.req.valid("query").ids.split(",") as StatementId[];
    return context.json(valueOf(await redemptionTransaction(deps, ids)), 200);
  });
  http.openapi(api.listOwed, async (context) => {
    await sessions.officer(context);
    return context.json(await listOwed(deps), 200);
  });
  http.openapi(api.makeGood, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const { act } = context.req.valid("json");
    const { transferId } = context.req.valid("param");
    await doAct(
      deps,
      officer,
      (own) => makeGood(own, transferId, act, officer),
      (amount) =>
        amount && {
          act: "owed_made_good",
          subject: transferId,
          details: { amountCents: amount.toString() },
        },
    );
    return context.json(await listOwed(deps), 200);
  });
  http.openapi(api.recordReimbursement, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const id = context.req.valid("param").statementId as StatementId;
    await doAct(deps, officer, (own) => recordReimbursement(own, id, officer), {
      act: "statement_paid",
      subject: id,
    });
    return context.json(await readOne(deps, id), 200);
  });
}

async function readOne(deps: ServiceDeps, id: StatementId) {
  const [statement] = await listStatements(deps, { id });
  return statement!;
}
