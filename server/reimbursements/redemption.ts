import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { StatementId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type TransactionRequest, transactionFor } from "../shared/contracts.ts";
import type { Database, Executor } from "../shared/database.ts";
import type { StatementRefusal } from "./statement-acts.ts";

type Deps = { readonly db: Database; readonly deployment: Deployment };

export type RedemptionRefusal = StatementRefusal | { code: "several_programmes" };

/**
 * The transaction that approves checked statements of one programme by burning their vouchers, for TREASURY to sign. The
 * chain takes them all or none. They come in the order in which they were presented.
 */
export async function redemptionTransaction(
  { db, deployment }: Deps,
  ids: readonly StatementId[],
): Promise<Result<TransactionRequest, RedemptionRefusal>> {
  const statements = await readStatements(db, ids);
  const [first] = statements;
  if (first === undefined || statements.length !== new Set(ids).size)
    return refuse({ code: "not_found" });
  const other = statements.find(({ state }) => state !== "checked");
  if (other !== undefined) return refuse({ code: "wrong_state", state: other.state });
  if (statements.some(({ voucher }) => voucher !== first.voucher))
    return refuse({ code: "several_programmes" });
  const list = statements.map(({ account, due_cents, ref }) => ({
    merchant: account!,
    amount: due_cents,
    statement: ref,
  }));
  return ok(
    transactionFor(deployment, first.voucher!, {
      abi: voucherAbi,
      functionName: "redeem",
      args: [list],
    }),
  );
}

function readStatements(db: Executor, ids: readonly StatementId[]) {
  return db
    .selectFrom("reimbursement_statement as statement")
    .innerJoin("merchant", "merchant.id", "statement.merchant_id")
    .innerJoin("programme", "programme.id", "statement.programme_id")
    .select(["statement.ref", "statement.state", "statement.due_cents"])
    .select(["merchant.account", "programme.voucher"])
    .where("statement.id", "in", [...ids])
    .orderBy("statement.presented_at")
    .orderBy("statement.id")
    .execute();
}
