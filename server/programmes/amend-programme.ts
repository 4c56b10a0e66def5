import { sql } from "kysely";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { type MovedEndFault, findMovedEndFault } from "#core/programme/move-end.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { unixSeconds } from "#core/shared/unix-time.ts";

import type { ChainPort } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import { transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";
import type { ProgrammeAmendmentTable } from "../shared/programme-tables.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { programmeById } from "./programmes.ts";

type Deps = {
  db: Database;
  chain: Pick<ChainPort, "latestHead">;
  clock: Clock;
  random: Random;
};

export type AmendmentInput = {
  readonly act: string;
  readonly spendableUntil: Date;
  readonly settleableUntil: Date;
};

export type AmendmentRefusal =
  | { code: "not_found" }
  | { code: "wrong_state"; state: string }
  | { code: "malformed_request"; details: MovedEndFault[] };

/** Notes the act that moves a programme's end. It moves when the treasurer's transaction is final. */
export async function prepareAmendment(
  { db, chain, clock, random }: Deps,
  officer: Address,
  programmeId: ProgrammeId,
  { act, ...ends }: AmendmentInput,
): Promise<Result<string, AmendmentRefusal>> {
  const programme = await programmeById(db, programmeId);
  if (programme === undefined) return refuse({ code: "not_found" });
  if (programme.state !== "open") return refuse({ code: "wrong_state", state: programme.state });
  const known = {
    spendableUntil: programme.spendable_until,
    settleableUntil: programme.settleable_until,
  };
  // By the chain's time, which the contract will go by.
  const { time } = await chain.latestHead();
  const fault = findMovedEndFault(programme.spendable_from, known, ends, time);
  if (fault !== undefined) return refuse({ code: "malformed_request", details: [fault] });
  const id = randomUuid(random);
  await db
    .insertInto("programme_amendment")
    .values({
      id,
      programme_id: programmeId,
      act,
      spendable_until: ends.spendableUntil,
      settleable_until: ends.settleableUntil,
      prepared_by: officer,
      prepared_at: clock.now(),
      moves_before: movesOf(programme.voucher!),
    })
    .execute();
  return ok(id);
}

type AmendmentRow = ProgrammeAmendmentTable & {
  voucher: Address;
  transaction_hash: Hash | null;
  done_at: Date | null;
};

/** How often a programme's end has been moved on chain until now. */
function movesOf(voucher: Address) {
  return sql<number>`(
    select count(*)::int from chain_event where contract = ${voucher} and name = 'DatesMoved'
  )`;
}

/**
 * A programme's amendments, newest first; the newest that is not on chain comes with its transaction. What put an
 * amendment's dates on chain is the first move to them since it was written.
 */
export async function listAmendments(
  { db, deployment }: { db: Database; deployment: Deployment },
  programmeId: ProgrammeId,
) {
  const { rows } = await sql<AmendmentRow>`
    select amendment.*, programme.voucher, moved.transaction_hash, moved.block_time as done_at
    from programme_amendment as amendment
    join programme on programme.id = amendment.programme_id
    left join lateral (
      select transaction_hash, block_time from (
        select *, row_number() over (order by block_number, log_index) as position from chain_event
        where contract = programme.voucher and name = 'DatesMoved'
      ) as move
      where position > amendment.moves_before
        and (args ->> 'spendableUntil')::bigint = floor(extract(epoch from amendment.spendable_until))
        and (args ->> 'settleableUntil')::bigint = floor(extract(epoch from amendment.settleable_until))
      order by position limit 1
    ) as moved on true
    where amendment.programme_id = ${programmeId}
    order by amendment.prepared_at desc
  `.execute(db);
  return rows.map((row, index) => amendmentToJson(deployment, row, index === 0));
}

function amendmentToJson(deployment: Deployment, row: AmendmentRow, isNewest: boolean) {
  const isDone = row.done_at !== null;
  return {
    id: row.id,
    act: row.act,
    spendableUntil: row.spendable_until.toISOString(),
    settleableUntil: row.settleable_until.toISOString(),
    preparedBy: row.prepared_by as string,
    preparedAt: row.prepared_at.toISOString(),
    ...(isDone
      ? { doneAt: row.done_at!.toISOString(), transactionHash: row.transaction_hash as string }
      : {}),
    // An older one that nobody signed is overtaken: signing it now would undo the newer decision.
    ...(!isDone && isNewest ? { transaction: movingTransaction(deployment, row) } : {}),
  };
}

function movingTransaction(deployment: Deployment, row: AmendmentRow) {
  return transactionFor(deployment, row.voucher, {
    abi: voucherAbi,
    functionName: "moveDates",
    args: [unixSeconds(row.spendable_until), unixSeconds(row.settleable_until)],
  });
}
