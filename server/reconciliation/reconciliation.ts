import { type Verdict, oddOneOut, spreadOf } from "#core/reconciliation/odd-one-out.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";

import type { ChainPort } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { type ChainTotals, askBalances, askLocalTotals, askTotals } from "./ask-chain.ts";
import { type Books, type ProgrammeBooks, readBooks } from "./read-books.ts";

type Deps = { db: Database; chain: ChainPort; clock: Clock; log: Log };

/** A figure of which journal, accounts and chain do not say the same. Cents as text, as JSON has them. */
export type Difference = {
  /** `issued`, `redeemed`, `reclaimed`; `balance` or `promised` of a holder. */
  readonly figure: "issued" | "redeemed" | "reclaimed" | "balance" | "promised";
  readonly holder: Address | null;
  readonly journal: string;
  readonly accounts: string;
  readonly chain: string | null;
  readonly odd: Exclude<Verdict, "agree">;
  readonly spread: string;
};

export type Reconciliation = {
  readonly checkedAt: Date;
  readonly block: bigint;
  /** When the last round ended in which every holder was asked of the chain; null before the first. */
  readonly chainCompleteAt: Date | null;
  readonly differences: readonly Difference[];
};

/** Holders asked of the chain in one round: what a node bears all day long. */
const HOLDERS_PER_ROUND = 25;

type Token = { readonly id: ProgrammeId; readonly address: Address };

/** Those that are on chain: the vouchers of open programmes, and the local value. */
async function tokensOnChain(db: Executor): Promise<Token[]> {
  const rows = await db
    .selectFrom("token")
    .select(["id", "address"])
    .where("address", "is not", null)
    .orderBy("id")
    .execute();
  return rows as Token[];
}

/**
 * Compares the three books of each token, the vouchers' and the local value's, at the last block that was read: the
 * journal's sums, the columns that the service works with, and what the contract answers. Totals are asked of the chain
 * each time, holders in turn.
 */
export async function reconcile(deps: Deps): Promise<void> {
  for (const token of await tokensOnChain(deps.db)) await reconcileOne(deps, token);
}

async function reconcileOne(deps: Deps, token: Token): Promise<void> {
  const before = await readRow(deps.db, token.id);
  const turn = await nextHolders(deps.db, token.id, before?.chain_cursor_address ?? null);
  // What differed stays under watch until it agrees, whosever turn it is.
  const suspects = ((before?.differences ?? []) as Difference[]).flatMap(
    ({ holder }) => holder ?? [],
  );
  const wanted = [...new Set([...turn.holders, ...suspects])];
  const books = await readBooks(deps.db, token.id, wanted);
  if (books === undefined) return;
  const totals = await askTotalsOf(deps.chain, token, books.block);
  const differences = await compare(deps.chain, token, books, totals);
  tellLog(deps.log, token.id, differences);
  const now = deps.clock.now();
  const isRound = turn.isLast && totals !== undefined;
  await storeRow(deps.db, token.id, {
    checked_at: now,
    block_number: books.block,
    chain_cursor_address: turn.isLast ? null : turn.holders.at(-1)!,
    chain_complete_at: isRound ? now : (before?.chain_complete_at ?? null),
    differences: JSON.stringify(differences),
  });
}

function askTotalsOf(chain: ChainPort, { id, address }: Token, block: bigint) {
  return id === LOCAL_VALUE
    ? askLocalTotals(chain, address, block)
    : askTotals(chain, address, block);
}

async function compare(
  chain: ChainPort,
  { address }: Token,
  books: ProgrammeBooks,
  totals: ChainTotals | undefined,
): Promise<Difference[]> {
  const askable = totals === undefined ? [] : [...books.holders.keys()];
  const balances = await askBalances(chain, address, askable, books.block);
  const differences = [
    differenceOf("issued", null, books.issued, totals?.issued),
    differenceOf("redeemed", null, books.redeemed, totals?.redeemed),
    differenceOf("reclaimed", null, books.reclaimed, totals?.reclaimed),
    ...[...books.holders].flatMap(([holder, { balance, promised }]) => [
      differenceOf("balance", holder, balance, balances.get(holder)),
      differenceOf("promised", holder, promised, undefined),
    ]),
  ];
  return differences.filter((difference) => difference !== undefined);
}

function differenceOf(
  figure: Difference["figure"],
  holder: Address | null,
  books: Books,
  onChain: bigint | undefined,
): Difference | undefined {
  const testimony = { ...books, chain: onChain ?? null };
  const odd = oddOneOut(testimony);
  if (odd === "agree") return undefined;
  return {
    figure,
    holder,
    journal: books.journal.toString(),
    accounts: books.accounts.toString(),
    chain: onChain?.toString() ?? null,
    odd,
    spread: spreadOf(testimony).toString(),
  };
}

function tellLog(log: Log, programme: ProgrammeId, differences: readonly Difference[]): void {
  for (const difference of differences)
    log.error({ programme, ...difference }, "the books do not agree");
}

/** The next holders whose turn it is to be asked of the chain, in the order of their addresses. */
async function nextHolders(db: Executor, programmeId: ProgrammeId, after: Address | null) {
  const rows = await db
    .selectFrom("voucher_holder")
    .select("address")
    .where("programme_id", "=", programmeId)
    .$if(after !== null, (query) => query.where("address", ">", after!))
    .orderBy("address")
    .limit(HOLDERS_PER_ROUND)
    .execute();
  return { holders: rows.map(({ address }) => address), isLast: rows.length < HOLDERS_PER_ROUND };
}

async function readRow(db: Executor, programmeId: ProgrammeId) {
  return db
    .selectFrom("reconciliation")
    .selectAll()
    .where("programme_id", "=", programmeId)
    .executeTakeFirst();
}

type Found = {
  checked_at: Date;
  block_number: bigint;
  chain_cursor_address: Address | null;
  chain_complete_at: Date | null;
  differences: string;
};

async function storeRow(db: Executor, programmeId: ProgrammeId, found: Found): Promise<void> {
  await db
    .insertInto("reconciliation")
    .values({ programme_id: programmeId, ...found })
    .onConflict((conflict) => conflict.column("programme_id").doUpdateSet(found))
    .execute();
}

/** What was last found of a programme; `undefined` before the first comparison. */
export async function readReconciliation(
  db: Executor,
  programmeId: ProgrammeId,
): Promise<Reconciliation | undefined> {
  const row = await readRow(db, programmeId);
  if (row === undefined) return undefined;
  return {
    checkedAt: row.checked_at,
    block: row.block_number,
    chainCompleteAt: row.chain_complete_at,
    differences: row.differences as Difference[],
  };
}

export type ReconciliationFigures = {
  readonly programme: ProgrammeId;
  readonly differences: number;
  readonly cents: bigint;
  readonly checkedAt: Date;
};

/** For who watches: how many figures differ, and by how much in all. */
export async function reconciliationFigures(db: Executor): Promise<ReconciliationFigures[]> {
  const rows = await db.selectFrom("reconciliation").selectAll().execute();
  return rows.map((row) => {
    const differences = row.differences as Difference[];
    const cents = differences.reduce((sum, { spread }) => sum + BigInt(spread), 0n);
    const { programme_id: programme, checked_at: checkedAt } = row;
    return { programme, differences: differences.length, cents, checkedAt };
  });
}
