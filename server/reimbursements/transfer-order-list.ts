import { sumCents } from "#core/shared/money.ts";
import type { TransferOrder } from "#core/reimbursement/transfer-order.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor } from "../shared/database.ts";
import { type Payee, linesOfOrder, openPayee, remittanceOf } from "./transfer-orders.ts";

type Deps = { db: Executor; custody: Custody };

/** An order as its files are made from it, always the same. */
export type WrittenOrder = TransferOrder & {
  readonly number: number;
  readonly payees: readonly Payee[];
};

/** Orders as the office sees them, newest first, without IBANs. */
export async function listTransferOrders({ db, custody }: Deps, id?: string) {
  const orders = await db
    .selectFrom("transfer_order")
    .selectAll()
    .$if(id !== undefined, (query) => query.where("id", "=", id!))
    .orderBy("number", "desc")
    .execute();
  return Promise.all(
    orders.map(async (order) => {
      const lines = await linesOfOrder(db, order.id);
      const ofOutcome = (outcome: "paid" | "rejected") =>
        sumCents(lines.filter((line) => line.outcome === outcome).map((line) => line.amount_cents));
      return {
        id: order.id,
        number: order.number,
        messageId: order.message_id,
        executeOn: order.execute_on,
        totalCents: order.total_cents.toString(),
        paidCents: ofOutcome("paid").toString(),
        rejectedCents: ofOutcome("rejected").toString(),
        payerName: order.payer.name,
        hasCbi: order.payer.cbiCode !== undefined,
        createdBy: order.created_by as string,
        createdAt: order.created_at.toISOString(),
        ...(order.withdrawn_at === null ? {} : { withdrawnAt: order.withdrawn_at.toISOString() }),
        lines: lines.map((line) => {
          const payee = openPayee(custody, line.end_to_end, line.sealed_payee);
          return {
            statementId: line.statement_id as string,
            statementNumber: payee.statementNumber,
            merchant: payee.businessName,
            programme: payee.programme,
            endToEnd: line.end_to_end,
            amountCents: line.amount_cents.toString(),
            ...(line.outcome === null ? {} : { outcome: line.outcome }),
            ...(line.paid_on === null ? {} : { paidOn: line.paid_on }),
            ...(line.outcome_reason === null ? {} : { reason: line.outcome_reason }),
          };
        }),
      };
    }),
  );
}

/** What an order's files say; `undefined` where there is none. */
export async function readWrittenOrder(
  { db, custody }: Deps,
  id: string,
): Promise<WrittenOrder | undefined> {
  const order = await db
    .selectFrom("transfer_order")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (order === undefined) return undefined;
  const lines = await linesOfOrder(db, id);
  const payees = lines.map((line) => openPayee(custody, line.end_to_end, line.sealed_payee));
  return {
    number: order.number,
    messageId: order.message_id,
    createdAt: order.created_at,
    executeOn: order.execute_on,
    payer: order.payer,
    payees,
    transfers: lines.map((line, index) => {
      const payee = payees[index]!;
      return {
        endToEnd: line.end_to_end,
        payee: payee.businessName,
        iban: payee.iban,
        amount: line.amount_cents,
        remittance: remittanceOf(payee),
      };
    }),
  };
}
