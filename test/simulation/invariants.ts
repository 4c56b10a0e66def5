import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { Order, Snapshot, Unfinished } from "./bank.ts";
import type { SimChain } from "./sim-chain.ts";
import { accountOf, previewOf, totalOf } from "./sim-voucher.ts";
import { FUNDS, PROGRAMME, isLocal, programmeOf, purseName } from "./town.ts";
import { must } from "./watch.ts";

const OPEN = new Set(["accepted", "batched"]);

/** What the rows may have forgotten. */
export type Past = {
  /** Whether an older copy ever took the place of the rows. */
  hasForgotten: boolean;
  /** Every transfer that was ever accepted, by account and nonce. */
  readonly signed: Map<string, string>;
  /** All that was ever asked for, by the payment's id. */
  readonly orders: Map<string, Order>;
};

/** C13: whatever was forgotten, no nonce of an account is ever signed for something else. */
function checkPast({ transfers }: Snapshot, { signed }: Past): void {
  for (const transfer of transfers) {
    const { id } = transfer;
    const key = nonceName(transfer);
    must((signed.get(key) ?? id) === id, "C13: a nonce was given out again after a failover");
    signed.set(key, id);
  }
}

type Numbered = { readonly from: Address; readonly to: Address; readonly nonce: bigint };

/** A shop's nonces are numbered by token. */
const nonceName = (one: Numbered) => `${one.from}/${one.nonce}${isLocal(one) ? "/local" : ""}`;

/** A payment is there with all its parts, each in its kind of value, or not at all; and is taken back whole, or not. */
function checkWhole({ transfers }: Snapshot, { orders }: Past): void {
  const paid = transfers.filter(({ reversed }) => reversed === null);
  for (const [id, parts] of Map.groupBy(paid, ({ parentId }) => parentId)) {
    const { amount, local } = orders.get(id)!;
    const sum = (some: typeof parts) => some.reduce((total, part) => total + part.amount, 0n);
    must(sum(parts) === amount, "I1: a payment's parts are not the payment");
    must(sum(parts.filter(isLocal)) === (local?.amount ?? 0n), "I1: not the local value asked for");
    const voided = parts.filter(({ state }) => state === "voided").length;
    must(voided === 0 || voided === parts.length, "I5: a payment voided in part");
  }
}

/** What must hold after every step. Names are those of the invariants in docs/simulation.md. */
export function checkAlways(snapshot: Snapshot, chain: SimChain, now: number, past: Past): void {
  checkPast(snapshot, past);
  checkWhole(snapshot, past);
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
  for (const { address, programmeId, confirmed, held } of [...accounts, ...holdings]) {
    const open = transfers.filter(
      (one) => one.from === address && OPEN.has(one.state) && programmeOf(one) === programmeId,
    );
    const sum = open.reduce((total, { amount }) => total + amount, 0n);
    must(held === sum, `I4: ${held} held, ${sum} open`);
    // What is forgotten was spent all the same: only then the chain may fall below what is held.
    must(held >= 0n && (held <= confirmed || hasForgotten), `I4: ${held} held of ${confirmed}`);
    const name = purseName(programmeId, address);
    must(confirmed === accountOf(voucher, name).balance, "I4: not the chain's balance");
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
  for (const transfer of transfers) {
    const { state, batchId } = transfer;
    const name = nonceName(transfer);
    must(!nonces.has(name), "a nonce signed twice");
    nonces.add(name);
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
  /** As the chain tells: of local value it does not. */
  readonly reversed: Hash | null;
  readonly gaveBack: Hash | null;
};

/** All that the chain moved by signatures, on the branch that counts; each transfer once. */
function movementsOf(chain: SimChain) {
  const moved = new Map<string, Final & { readonly block: bigint }>();
  for (const { number, mined } of chain.blocks) {
    const found = mined.flatMap(({ hash, outcomes }) => outcomes.map((one) => ({ ...one, hash })));
    for (const { transfer, reason, hash } of found) {
      if (reason !== null) continue;
      must(!moved.has(transfer.id), "I1: a transfer moved value twice");
      const { id, from, nonce, to, amount, reversed: gaveBack } = transfer;
      const reversed = isLocal(transfer) ? null : gaveBack;
      moved.set(id, { hash, from, nonce, to, amount, reversed, gaveBack, block: number });
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

/** Whatever the rows have forgotten, and of whatever kind: no more goes back on chain than was paid. */
function checkGivenBack({ transfers }: Snapshot, moved: readonly Final[]): void {
  const paid = new Map(transfers.map(({ digest, amount }) => [digest, amount]));
  const back = new Map<Hash, bigint>();
  for (const { gaveBack, amount } of moved)
    if (gaveBack !== null) back.set(gaveBack, (back.get(gaveBack) ?? 0n) + amount);
  for (const [digest, amount] of back)
    must(amount <= (paid.get(digest) ?? amount), "I1: more came back on chain than was paid");
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
  checkGivenBack(snapshot, [...moved.values()]);
  const rows = new Map(snapshot.transfers.map((row) => [row.id, row]));
  const recovered = new Map(snapshot.recovered.map((row) => [nonceName(row), row]));
  for (const [id, movement] of moved) {
    const { reversed, amount, block } = movement;
    const isToCome = hasForgotten && block > snapshot.readBlock;
    const found = recovered.get(nonceName(movement));
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
  for (const token of [PROGRAMME, LOCAL_VALUE]) {
    const accounts = snapshot.accounts.filter(({ programmeId }) => programmeId === token);
    const issued = FUNDS * BigInt(accounts.length);
    must(totalOf(chain.head.voucher, token) === issued, "I11: a token's total has changed");
  }
}

/** Whether it has not come to its end although nothing keeps it: it would settle, or can never settle any more. */
export function isUnderWay(transfer: Unfinished, chain: SimChain): boolean {
  const { state, deadline } = transfer;
  if (state === "batched") return true;
  if (state !== "accepted") return false;
  const isLost = Number(deadline) * 1000 < chain.finalBlock().time;
  return isLost || previewOf(chain.head.voucher, transfer, chain.head.time) === null;
}
