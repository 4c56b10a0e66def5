import type { Cents } from "#core/shared/money.ts";

import { knownAccounts } from "../cards/cards.ts";
import { merchantsOfAccounts, ownWalletsAmong, passNonce } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { enterQuarantine } from "../shared/quarantine.ts";
import type { FoundTransfer } from "./find-transfers.ts";

/** An own wallet may use nonces that no column holds. What it signs for us beyond them settles no more: its own doing. */
const HIGHEST_NONCE = 2n ** 62n;

/**
 * Notes what accounts of ours signed, the chain settled and the database does not know. Only the signer holds their
 * keys, so the database has forgotten it: that is a reason for quarantine, should there be none yet. A shop that keeps
 * its own wallet may sign and send what it likes without us: that its account has signed is noted, and no more.
 */
export async function recoverTransfers(
  tx: Tx,
  log: Log,
  unknown: readonly FoundTransfer[],
): Promise<void> {
  const settled = unknown.filter(({ terms }) => terms !== undefined);
  const signers = [...new Set(settled.map(({ terms }) => terms!.from))];
  const [cards, shops] = [await knownAccounts(tx, signers), await merchantsOfAccounts(tx, signers)];
  const ownWallets = await ownWalletsAmong(tx, [...shops.values()]);
  let isNew = false;
  for (const { digest, terms, transactionHash, blockNumber, at } of settled) {
    const { programmeId, from, to, amount, reversed } = terms!;
    if (amount === 0n || (!cards.has(from) && !shops.has(from))) continue;
    const nonce = terms!.nonce < HIGHEST_NONCE ? terms!.nonce : HIGHEST_NONCE;
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
    const own = ownWallets.get(from);
    if (own !== undefined) await passNonce(tx, own, programmeId, nonce);
    else isNew ||= numInsertedOrUpdatedRows === 1n;
  }
  if (isNew)
    await enterQuarantine(tx, log, "the chain has payments of our cards that the database lost");
}
