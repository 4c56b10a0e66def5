import { sql } from "kysely";

import type { Tx } from "../shared/database.ts";
import type { IndexedEvent } from "../shared/indexed-event.ts";

/** Keeps the events of final blocks as they were decoded. Keyed by block hash and log index, so none is kept twice. */
export async function storeEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    block_hash: event.blockHash,
    log_index: event.logIndex,
    block_number: event.blockNumber.toString(),
    block_time: event.blockTime.toISOString(),
    transaction_hash: event.transactionHash,
    contract: event.contract,
    name: event.name,
    args: event.args,
  }));
  await sql`
    insert into chain_event
      (block_hash, log_index, block_number, block_time, transaction_hash, contract, name, args)
    select block_hash, log_index, block_number, block_time, transaction_hash, contract, name, args
    from jsonb_to_recordset(${JSON.stringify(rows, bigintAsText)}::jsonb) as r (
      block_hash text, log_index integer, block_number bigint, block_time timestamptz,
      transaction_hash text, contract text, name text, args jsonb
    )
  `.execute(tx);
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
