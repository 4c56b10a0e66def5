import type { Cents } from "#core/shared/money.ts";

import { knownAccounts } from "../cards/cards.ts";
import { merchantsOfAccounts } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { enterQuarantine } from "../shared/quarantine.ts";
import type { FoundTransfer } from "./find-transfers.ts";

/**
 * Notes what accounts of ours signed, the chain settled and the database does not know. Only the signer holds their
 * keys, so the database has forgotten it: that is a reason for quarantine, should there be none yet.
 */
export async function recoverTransfers(
  tx: Tx,
  log: Log,
  unknown: readonly FoundTransfer[],
): Promise<void> {
  const settled = unknown.filter(({ terms }) => terms !== undefined);
  const signers = [...new Set(settled.map(({ terms }) => terms!.from))];
  const [cards, shops] = [await knownAccounts(tx, signers), await merchantsOfAccounts(tx, signers)];
  let isNew = false;
  for (const { digest, terms, transactionHash, blockNumber, at } of settled) {
    const { programmeId, from, to, amount, nonce, reversed } = terms!;
    if (!cards.has(from) && !shops.has(from)) continue;
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto("recovered_transfer")
      .values({
        ...{ digest, programme_id: programmeId, from_account: from, to_account: to, nonce },
        ...{ amount_cents: amount as Cents, reversed_digest: reversed },
        transaction_hash: transactionHash,
        ...{ settled_block: blockNumber, settled_at: at },
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    isNew ||= numInsertedOrUpdatedRows === 1n;
  }
  if (isNew)
    await enterQuarantine(tx, log, "the chain has payments of our cards that the database lost");
}
