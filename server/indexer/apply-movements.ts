import { sql } from "kysely";

import { VoucherTallier } from "#core/chain/tally.ts";
import { LocalTallier } from "#core/local-value/local-tally.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Movement, SignedTransfer } from "#core/payment/signed-transfer.ts";
import type { Address, Hash, MerchantId, ProgrammeId } from "#core/shared/ids.ts";

import { addToAccounts, knownAccounts } from "../cards/cards.ts";
import { addToHoldings, merchantsOfAccounts } from "../merchants/merchants.ts";
import {
  type SkippedTransfer,
  markSettled,
  markSkipped,
  transfersByDigest,
} from "../payments/payments.ts";
import { addToTotals } from "../programmes/programmes.ts";
import type { ChainPort } from "../shared/chain.ts";
import type { Tx, VoucherHolderTable } from "../shared/database.ts";
import type { IndexedEvent } from "../shared/indexed-event.ts";
import { bookMovements } from "../shared/journal.ts";
import type { Log } from "../shared/log.ts";
import { type Calls, type FoundTransfer, findTransfers } from "./find-transfers.ts";
import { recoverTransfers } from "./recover-transfers.ts";

type Deps = { chain: ChainPort; log: Log; deployment: { chainId: number } };

/** What became of signed transfers, to be told once it is committed. */
export type Moved = {
  /** Left out by the contract; they wait for another batch. */
  readonly skipped: readonly SignedTransfer[];
  readonly settled: readonly SignedTransfer[];
};

/**
 * Applies what the events moved: signed transfers become settled or wait again, accounts, holdings and totals follow the
 * chain. Everything that is locked is locked in the order payments, transfers, accounts, holdings.
 */
export async function applyMovements(
  deps: Deps,
  tx: Tx,
  events: readonly IndexedEvent[],
  calls: Calls,
): Promise<Moved> {
  const found = await findTransfers(deps, tx, events, calls);
  const transfers = await transfersByDigest(
    tx,
    found.map(({ digest }) => digest),
  );
  const known = found.filter(({ digest }) => transfers.has(digest));
  const moved = await mark(tx, known, transfers);
  const released = releasesOf(known, transfers);
  const byProgramme = Map.groupBy(
    events.filter((event) => event.programmeId !== undefined),
    (event) => event.programmeId!,
  );
  for (const [programmeId, own] of [...byProgramme].sort())
    if (programmeId === LOCAL_VALUE) await moveLocalValue(tx, own, released);
    else await moveBalances(tx, programmeId, own, released);
  // Last, because it may lock a shop's holding.
  await recoverTransfers(
    tx,
    deps.log,
    found.filter(({ digest }) => !transfers.has(digest)),
  );
  await bookMovements(tx, [...new Set(events.map((event) => event.transactionHash))]);
  return moved;
}

async function mark(
  tx: Tx,
  found: readonly FoundTransfer[],
  transfers: ReadonlyMap<Hash, SignedTransfer>,
): Promise<Moved> {
  const settled: (Movement & { id: string })[] = [];
  const skipped: SkippedTransfer[] = [];
  const isSettled = new Set<string>();
  for (const { digest, skipReason, transactionHash: transaction, blockNumber, at } of found) {
    const { id } = transfers.get(digest)!;
    if (skipReason === undefined) {
      settled.push({ id, transaction, block: blockNumber, at });
      isSettled.add(id);
      // What is left out after it had settled stays where it was when it did.
    } else if (!isSettled.has(id)) skipped.push({ id, reason: skipReason, transaction });
  }
  return { skipped: await markSkipped(tx, skipped), settled: await markSettled(tx, settled) };
}

/** What settled transfers had held: by the account or shop that signed, and by programme. */
function releasesOf(
  found: readonly FoundTransfer[],
  transfers: ReadonlyMap<Hash, SignedTransfer>,
): Map<string, bigint> {
  const released = new Map<string, bigint>();
  for (const { digest, skipReason } of found) {
    const transfer = transfers.get(digest)!;
    // Nothing else holds anything: what ended, however it ended, was released when it did.
    if (
      skipReason !== undefined ||
      !(transfer.state === "accepted" || transfer.state === "batched")
    )
      continue;
    const key = releaseKey(transfer.programmeId, transfer.from);
    released.set(key, (released.get(key) ?? 0n) + transfer.amount);
  }
  return released;
}

function releaseKey(programmeId: ProgrammeId, account: Address): string {
  return `${programmeId}|${account}`;
}

async function moveBalances(
  tx: Tx,
  programmeId: ProgrammeId,
  events: readonly IndexedEvent[],
  released: ReadonlyMap<string, bigint>,
): Promise<void> {
  const tallier = new VoucherTallier(await holdersAmong(tx, programmeId, events));
  for (const event of events) tallier.add(event);
  const tally = tallier.total();
  if (tally.balances.size === 0) return;
  const kindOf = (holder: Address) => tallier.kindOf(holder);
  await moveHolders(tx, programmeId, tally.balances, kindOf, released);
  await addToTotals(tx, programmeId, tally);
}

async function moveLocalValue(
  tx: Tx,
  events: readonly IndexedEvent[],
  released: ReadonlyMap<string, bigint>,
): Promise<void> {
  const tallier = new LocalTallier();
  for (const event of events) tallier.add(event);
  const { balances, rewarded } = tallier.total();
  if (balances.size === 0) return;
  await moveHolders(tx, LOCAL_VALUE, balances, () => "local", released);
  await sql`update local_totals set rewarded_cents = rewarded_cents + ${rewarded}`.execute(tx);
}

type HolderKind = VoucherHolderTable["kind"];

/** Brings a token's holders to what the events changed: the chain's mirror, our cards' accounts, our shops' holdings. */
async function moveHolders(
  tx: Tx,
  programmeId: ProgrammeId,
  changes: ReadonlyMap<Address, bigint>,
  kindOf: (holder: Address) => HolderKind,
  released: ReadonlyMap<string, bigint>,
): Promise<void> {
  await storeHolders(tx, programmeId, changes, kindOf);
  const addresses = [...changes.keys()];
  const ours = await knownAccounts(tx, addresses);
  const changeOf = (account: Address) => ({
    confirmed: changes.get(account)!,
    released: released.get(releaseKey(programmeId, account)) ?? 0n,
  });
  await addToAccounts(
    tx,
    new Map(
      addresses
        .filter((address) => ours.has(address))
        .map((address) => [address, changeOf(address)]),
    ),
  );
  const merchants = await merchantsOfAccounts(tx, addresses);
  const holdings = new Map<MerchantId, ReturnType<typeof changeOf>>();
  for (const [account, id] of merchants) holdings.set(id, changeOf(account));
  await addToHoldings(tx, programmeId, holdings);
}

/** What is known of the holders that these events touch. */
async function holdersAmong(tx: Tx, programmeId: ProgrammeId, events: readonly IndexedEvent[]) {
  const touched = new Set(
    events.flatMap((event) =>
      event.name === "Transfer" ? [event.args["from"], event.args["to"]] : [],
    ),
  );
  const addresses = [...touched].map((address) => String(address).toLowerCase());
  const rows = await sql<{ address: Address; kind: "beneficiary" | "merchant" }>`
    select address, kind from voucher_holder
    where programme_id = ${programmeId} and address = any(${addresses}::text[])
  `.execute(tx);
  const ofKind = (kind: string) =>
    rows.rows.filter((row) => row.kind === kind).map((row) => row.address);
  return { beneficiaries: ofKind("beneficiary"), merchants: ofKind("merchant") };
}

async function storeHolders(
  tx: Tx,
  programmeId: ProgrammeId,
  changes: ReadonlyMap<Address, bigint>,
  kindOf: (holder: Address) => HolderKind,
): Promise<void> {
  const addresses = [...changes.keys()].sort();
  const kinds = addresses.map(kindOf);
  const amounts = addresses.map((address) => changes.get(address)!);
  // An upsert would check the change itself, which may be negative, before adding it: hence two statements.
  await sql`
    insert into voucher_holder (programme_id, address, kind, balance_cents)
    select ${programmeId}, c.address, c.kind, 0
    from unnest(${addresses}::text[], ${kinds}::text[]) as c (address, kind)
    on conflict do nothing
  `.execute(tx);
  await sql`
    update voucher_holder as h set balance_cents = h.balance_cents + c.amount
    from unnest(${addresses}::text[], ${amounts}::bigint[]) as c (address, amount)
    where h.programme_id = ${programmeId} and h.address = c.address
  `.execute(tx);
}
