import type { Address, Hash } from "#core/shared/ids.ts";

import type { Snapshot, Unfinished } from "./bank.ts";
import type { SimChain } from "./sim-chain.ts";
import { accountOf, previewOf, totalOf } from "./sim-voucher.ts";
import { FUNDS } from "./town.ts";
import { must } from "./watch.ts";

const OPEN = new Set(["accepted", "batched"]);

/** What the rows may have forgotten. */
export type Past = {
  /** Whether an older copy ever took the place of the rows. */
  hasForgotten: boolean;
  /** Every transfer that was ever accepted, by account and nonce. */
  readonly signed: Map<string, string>;
};

/** C13: whatever was forgotten, no nonce of an account is ever signed for something else. */
function checkPast({ transfers }: Snapshot, { signed }: Past): void {
  for (const { id, from, nonce } of transfers) {
    const key = `${from}/${nonce}`;
    must((signed.get(key) ?? id) === id, "C13: a nonce was given out again after a failover");
    signed.set(key, id);
  }
}

/** What must hold after every step. Names are those of the invariants in docs/simulation.md. */
export function checkAlways(snapshot: Snapshot, chain: SimChain, now: number, past: Past): void {
  checkPast(snapshot, past);
  for (const { acceptedAt, deadline } of snapshot.transfers) {
    must(acceptedAt <= now, "accepted in the future: it would wait longer than it has to");
    must(Math.floor(acceptedAt / 1000) <= Number(deadline), "accepted when it could not settle");
  }
  checkAccounts(snapshot, chain, past);
  checkReversed(snapshot);
  checkNonces(snapshot);
  checkTransfers(snapshot);
  checkAgainstChain(snapshot, chain, past);
}

/** I4: what is held is what is open, and the balance is the chain's at the block that was read. */
function checkAccounts(
  { accounts, holdings, transfers, readBlock }: Snapshot,
  chain: SimChain,
  { hasForgotten }: Past,
): void {
  const { voucher } = chain.blockAt(readBlock)!;
  for (const { address, confirmed, held } of [...accounts, ...holdings]) {
    const open = transfers.filter(({ from, state }) => from === address && OPEN.has(state));
    const sum = open.reduce((total, { amount }) => total + amount, 0n);
    must(held === sum, `I4: ${held} held, ${sum} open`);
    // What is forgotten was spent all the same: only then the chain may fall below what is held.
    must(held >= 0n && (held <= confirmed || hasForgotten), `I4: ${held} held of ${confirmed}`);
    must(confirmed === accountOf(voucher, address).balance, "I4: not the chain's balance");
  }
}

/** Only what has settled is promised back, and no more of it than was paid; what the rows have forgotten counts too. */
function checkReversed({ transfers, recovered }: Snapshot): void {
  const paid = new Map(transfers.map((transfer) => [transfer.digest, transfer]));
  const promised = transfers.filter(({ state }) => state !== "failed");
  const back = new Map<Hash, bigint>();
  for (const { reversed, amount } of [...promised, ...recovered])
    if (reversed !== null) back.set(reversed, (back.get(reversed) ?? 0n) + amount);
  for (const { reversed } of promised)
    if (reversed !== null)
      must(paid.get(reversed)?.state === "settled", "I1: given back before it was paid");
  for (const [digest, amount] of back)
    must(amount <= (paid.get(digest)?.amount ?? amount), "I1: more given back than was paid");
}

/** I8: each nonce below the next one has one row, and no other has any. */
function checkNonces({ relayers, batches }: Snapshot): void {
  for (const { address, nextNonce } of relayers) {
    const nonces = batches.filter(({ relayer }) => relayer === address).map(({ nonce }) => nonce);
    must(new Set(nonces).size === nonces.length, "I8: a nonce with two batches");
    must(BigInt(nonces.length) === nextNonce, `I8: ${nonces.length} rows below ${nextNonce}`);
    must(
      nonces.every((nonce) => nonce >= 0n && nonce < nextNonce),
      "I8: a nonce beyond the next",
    );
  }
}

function checkTransfers({ transfers, batches }: Snapshot): void {
  const states = new Map(batches.map(({ id, state }) => [id, state]));
  const nonces = new Set<string>();
  for (const { from, nonce, state, batchId } of transfers) {
    must(!nonces.has(`${from}/${nonce}`), "a card's nonce signed twice");
    nonces.add(`${from}/${nonce}`);
    if (state === "accepted") must(batchId === null, "accepted, and in a batch");
    if (state === "batched") {
      const batch = states.get(batchId!);
      must(batch !== undefined && batch !== "dead", "batched in a batch that is dead");
      must(batch !== "final", "batched in a batch that is final: stranded");
    }
  }
}

type Final = {
  readonly hash: string;
  readonly from: Address;
  readonly nonce: bigint;
  readonly to: Address;
  readonly amount: bigint;
  readonly reversed: Hash | null;
};

/** All that the chain moved by signatures, on the branch that counts; each transfer once. */
function movementsOf(chain: SimChain) {
  const moved = new Map<string, Final & { readonly block: bigint }>();
  for (const { number, mined } of chain.blocks) {
    const found = mined.flatMap(({ hash, outcomes }) => outcomes.map((one) => ({ ...one, hash })));
    for (const { transfer, reason, hash } of found) {
      if (reason !== null) continue;
      must(!moved.has(transfer.id), "I1: a transfer moved value twice");
      const { id, from, nonce, to, amount, reversed } = transfer;
      moved.set(id, { hash, from, nonce, to, amount, reversed, block: number });
    }
  }
  return moved;
}

/** I7: whatever was mined in the relayer's name is known, or was none of ours. */
function checkOwn({ batches }: Snapshot, chain: SimChain): void {
  const known = new Set(batches.flatMap(({ attempts }) => attempts.map(({ hash }) => hash)));
  const mined = chain.blocks.flatMap((block) => block.mined);
  for (const { hash, transaction } of mined)
    must(transaction.isForeign || known.has(hash), "I7: a mined transaction of ours is unknown");
}

/** I1, I3, I5, I6, I9: the rows tell what the final blocks tell. */
function checkAgainstChain(snapshot: Snapshot, chain: SimChain, { hasForgotten }: Past): void {
  if (!hasForgotten) checkOwn(snapshot, chain);
  const moved = movementsOf(chain);
  const read = [...moved.values()].filter(({ block }) => block <= snapshot.readBlock);
  must(
    read.length === snapshot.followUps,
    "C12: what follows from a settlement is missing or double",
  );
  const rows = new Map(snapshot.transfers.map((row) => [row.id, row]));
  const recovered = new Map(snapshot.recovered.map((row) => [`${row.from}/${row.nonce}`, row]));
  for (const [id, { from, nonce, reversed, amount, block }] of moved) {
    const isToCome = hasForgotten && block > snapshot.readBlock;
    const found = recovered.get(`${from}/${nonce}`);
    const isKnown = rows.has(id) || found !== undefined;
    must(isKnown || isToCome, "I9: the chain moved what we never accepted");
    if (found === undefined) continue;
    must(found.reversed === reversed && found.amount === amount, "I9: recovered with other terms");
  }
  for (const { id, state, settledBy, to, amount, deadline } of rows.values()) {
    const movement = moved.get(id);
    const event = movement && movement.block <= snapshot.readBlock ? movement : undefined;
    if (state === "settled") {
      must(event !== undefined, "I3: settled without a final event");
      must(event!.hash === settledBy, "I3: settled by another transaction");
      must(event!.to === to && event!.amount === amount, "I3: settled with other terms");
    } else must(event === undefined, `I9: the chain settled what is ${state}`);
    if (state === "voided") must(!moved.has(id), "I5: voided, and on the chain");
    if (state !== "failed") continue;
    must(!moved.has(id), "I6: failed, and on the chain");
    const isPast = Number(deadline) * 1000 < chain.blockAt(snapshot.readBlock)!.time;
    must(isPast, "I6: failed before its deadline was final");
  }
}

/** I2 and I11, once all faults have ended and nothing moves any more. What the office keeps for ever may wait for ever. */
export function checkDrained(snapshot: Snapshot, chain: SimChain): void {
  must(!snapshot.isQuarantined, "I2: still in quarantine at the end");
  for (const transfer of snapshot.transfers)
    must(!isUnderWay(transfer, chain), `I2: still ${transfer.state} at the end`);
  for (const { state } of snapshot.batches)
    must(state === "final" || state === "dead", `I2: a batch is still ${state} at the end`);
  const issued = FUNDS * BigInt(snapshot.accounts.length);
  must(totalOf(chain.head.voucher) === issued, "I11: the chain's total has changed");
}

/** Whether it has not come to its end although nothing keeps it: it would settle, or can never settle any more. */
export function isUnderWay(transfer: Unfinished, chain: SimChain): boolean {
  const { state, deadline } = transfer;
  if (state === "batched") return true;
  if (state !== "accepted") return false;
  const isLost = Number(deadline) * 1000 < chain.finalBlock().time;
  return isLost || previewOf(chain.head.voucher, transfer, chain.head.time) === null;
}
