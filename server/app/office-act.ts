import type { ActRecord } from "#core/office/office-act.ts";
import type { Address } from "#core/shared/ids.ts";
import type { Result } from "#core/shared/result.ts";

import { recordAct } from "../audit/audit.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { joining } from "../shared/joined-transaction.ts";
import type { Refusal } from "../shared/problem.ts";
import { valueOf } from "./http.ts";

/**
 * Does what an officer asks for and writes it into the audit log, in one transaction: neither is there without the
 * other. What was refused did not happen and is not written down; `record` may leave out what is no act, such as a dry
 * run. Answers the value; a refusal becomes the answer.
 */
export async function doAct<Deps extends { db: Database; clock: Clock }, Value>(
  deps: Deps,
  officer: Address,
  work: (deps: Deps) => Promise<Result<Value, Refusal>>,
  record: ActRecord | ((value: Value) => ActRecord | undefined),
): Promise<Value> {
  const result = await deps.db.transaction().execute(async (tx) => {
    const done = await work({ ...deps, db: joining(tx) });
    const act = !done.ok ? undefined : typeof record === "function" ? record(done.value) : record;
    if (act !== undefined) await recordAct(tx, deps.clock, officer, act);
    return done;
  });
  return valueOf(result);
}

/**
 * For an act that has more to do after its commit, such as the erasure of a key: it writes itself down, in the
 * transaction that it opens.
 */
export function recorder(
  { clock }: { clock: Clock },
  officer: Address,
  act: ActRecord,
): (tx: Tx) => Promise<void> {
  return (tx) => recordAct(tx, clock, officer, act);
}
