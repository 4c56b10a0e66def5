import { splitHousehold } from "#core/programme/split-household.ts";
import { splitRecharge } from "#core/programme/split-recharge.ts";
import type { Address, IssuanceId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, cents, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { CardTable } from "../shared/card-tables.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomRef, randomUuid } from "../shared/random.ts";
import { instalmentsDue } from "./issuance-schedule.ts";
import { openPublicKey } from "./issue-cards.ts";

type Deps = {
  db: Database;
  custody: Custody;
  clock: Clock;
  random: Random;
};

/** Accounts credited by one transaction: about 10 million gas, so that it fits any chain's limit with room. */
const ACCOUNTS_PER_CHUNK = 400;

type DueCard = Pick<CardTable, "id" | "beneficiary_id" | "sealed_key_id" | "sealed_public_key"> & {
  next_account_index: number;
  due: Cents;
};
type Line = { account: Address; amount: Cents };

export type IssuanceRefusal =
  | { code: "not_found" }
  | { code: "wrong_state"; state: string }
  | { code: "nothing_to_do" }
  | { code: "above_fund"; leftCents: bigint };

/**
 * Prepares the recharge of every active card of a programme with what its holder is still due: on fresh accounts,
 * derived from the card's public key while the card lies in a drawer. Nothing moves until ISSUER signs the chunks.
 */
export async function prepareIssuance(
  deps: Deps,
  officer: Address,
  programmeId: ProgrammeId,
  isScheduled = false,
): Promise<Result<IssuanceId, IssuanceRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    // Two officers preparing at once follow each other, so that nobody is prepared twice.
    const programme = await tx
      .selectFrom("programme")
      .selectAll()
      .where("id", "=", programmeId)
      .forUpdate()
      .executeTakeFirst();
    if (programme === undefined) return refuse({ code: "not_found" });
    if (programme.state !== "open") return refuse({ code: "wrong_state", state: programme.state });
    const due = await dueCards(tx, programmeId, await instalmentsDue(tx, programmeId, deps.clock));
    if (due.length === 0) return refuse({ code: "nothing_to_do" });
    const total = sumCents(due.map((card) => card.due));
    const left = programme.fund_cents - (await committed(tx, programmeId));
    if (total > left) return refuse({ code: "above_fund", leftCents: left > 0n ? left : 0n });
    const lines = await openAccounts(deps, tx, programmeId, due, programme.accounts_per_recharge);
    return ok(await storeIssuance(deps, tx, { programmeId, officer, total, lines, isScheduled }));
  });
}

/**
 * Active cards whose holder is due more by now than was issued to them or is being issued. What a household is due is
 * counted on all its cards together, ended ones too, and divided between those that are active: with one alone, that one
 * gets it all. So two cards get what one would, and a blocked one keeps nobody waiting.
 */
async function dueCards(
  tx: Tx,
  programmeId: ProgrammeId,
  dueBy: (amount: Cents) => Cents,
): Promise<DueCard[]> {
  const rows = await activeCards(tx, programmeId);
  const households = [...Map.groupBy(rows, ({ beneficiary_id }) => beneficiary_id).values()];
  return households.flatMap((cards) => {
    const { amount_cents, committed: already } = cards[0]!;
    const due = dueBy(amount_cents) - BigInt(already ?? 0);
    return due > 0n ? shareAmong(cards, cents(due)) : [];
  });
}

type ActiveCard = Omit<DueCard, "due"> & {
  readonly share_percent: number | null;
  /** Of the household: what it is due in all, and what was issued to it, in cents. */
  readonly amount_cents: Cents;
  readonly committed: string | null;
};

function shareAmong(cards: readonly ActiveCard[], due: Cents): DueCard[] {
  const second = cards.find(({ share_percent }) => share_percent !== null);
  if (cards.length === 1 || second === undefined) return [{ ...cards[0]!, due }];
  const shares = splitHousehold(due, second.share_percent!);
  return cards
    .map((card) => ({ ...card, due: card === second ? shares.second : shares.first }))
    .filter((card) => card.due > 0n);
}

async function activeCards(tx: Tx, programmeId: ProgrammeId): Promise<ActiveCard[]> {
  return tx
    .selectFrom("entitlement")
    .innerJoin("card", "card.beneficiary_id", "entitlement.beneficiary_id")
    .where("entitlement.programme_id", "=", programmeId)
    .where("entitlement.withdrawn_at", "is", null)
    .where("card.status", "=", "active")
    .select([
      "card.id",
      "card.sealed_public_key",
      "card.beneficiary_id",
      "card.sealed_key_id",
      "card.next_account_index",
      "card.share_percent",
      "entitlement.amount_cents",
    ])
    .select((select) =>
      select
        .selectFrom("issuance_line")
        .innerJoin("issuance_chunk", "issuance_chunk.ref", "issuance_line.chunk_ref")
        .innerJoin("issuance", "issuance.id", "issuance_chunk.issuance_id")
        .innerJoin("account", "account.address", "issuance_line.account")
        .innerJoin("card as holder", "holder.id", "account.card_id")
        .whereRef("holder.beneficiary_id", "=", "entitlement.beneficiary_id")
        .where("issuance.programme_id", "=", programmeId)
        .where("issuance_chunk.state", "!=", "cancelled")
        .select((line) => line.fn.sum<string | null>("issuance_line.amount_cents").as("sum"))
        .as("committed"),
    )
    .orderBy("entitlement.protocol")
    .orderBy("card.is_second")
    .forUpdate("card")
    .execute();
}

/** What of the fund is on chain or on its way there. */
async function committed(tx: Tx, programmeId: ProgrammeId): Promise<bigint> {
  const { issued_cents } = await tx
    .selectFrom("programme_totals")
    .select("issued_cents")
    .where("programme_id", "=", programmeId)
    .executeTakeFirstOrThrow();
  const { pending } = await tx
    .selectFrom("issuance_chunk")
    .innerJoin("issuance", "issuance.id", "issuance_chunk.issuance_id")
    .where("issuance.programme_id", "=", programmeId)
    .where("issuance_chunk.state", "=", "prepared")
    .select((select) => select.fn.sum<string | null>("issuance_chunk.total_cents").as("pending"))
    .executeTakeFirstOrThrow();
  return issued_cents + BigInt(pending ?? 0);
}

/** Derives and stores the fresh accounts; answers what each is to be credited. */
async function openAccounts(
  deps: Deps,
  tx: Tx,
  programmeId: ProgrammeId,
  due: readonly DueCard[],
  accountsPerRecharge: number,
): Promise<Line[]> {
  const lines: Line[] = [];
  for (const card of due) {
    const publicKey = openPublicKey(deps.custody, card);
    const notes = splitRecharge(card.due, accountsPerRecharge);
    const accounts = notes.map((amount, index) => ({
      index: card.next_account_index + index,
      account: deps.custody.deriveAccount(publicKey, card.next_account_index + index),
      amount,
    }));
    await tx
      .insertInto("account")
      .values(
        accounts.map(({ account, index }) => ({
          address: account,
          card_id: card.id,
          programme_id: programmeId,
          derivation_index: index,
          next_nonce: firstNonce(deps.random),
        })),
      )
      .execute();
    await tx
      .updateTable("card")
      .set({ next_account_index: card.next_account_index + notes.length })
      .where("id", "=", card.id)
      .execute();
    lines.push(...accounts.map(({ account, amount }) => ({ account, amount })));
  }
  // By address, which is as good as shuffled: neither a chunk nor its order tells which accounts are one card's.
  return lines.sort((one, other) => (one.account < other.account ? -1 : 1));
}

/** As many as tell all payments of a large town's day apart, and still six bytes on chain. */
const FIRST_NONCE_BYTES = 6;

/**
 * Where an account's payments begin to count. A payment's digest does not hold its payer, so two accounts that paid the
 * same sum at the same shop on one day (deadlines end with a day), under the same number, would share it: the random
 * beginning keeps them apart.
 */
export function firstNonce(random: Random): bigint {
  return BigInt(1 + random.bytes(FIRST_NONCE_BYTES).readUIntBE(0, FIRST_NONCE_BYTES));
}

type NewIssuance = {
  readonly programmeId: ProgrammeId;
  readonly officer: Address;
  readonly total: Cents;
  readonly lines: readonly Line[];
  readonly isScheduled: boolean;
};

async function storeIssuance(
  { random, clock }: Deps,
  tx: Tx,
  { programmeId, officer, total, lines, isScheduled }: NewIssuance,
): Promise<IssuanceId> {
  const id = randomUuid(random) as IssuanceId;
  await tx
    .insertInto("issuance")
    .values({
      id,
      programme_id: programmeId,
      total_cents: total,
      prepared_by: officer,
      prepared_at: clock.now(),
      is_scheduled: isScheduled,
    })
    .execute();
  for (let start = 0; start < lines.length; start += ACCOUNTS_PER_CHUNK) {
    const some = lines.slice(start, start + ACCOUNTS_PER_CHUNK);
    const ref = randomRef(random);
    await tx
      .insertInto("issuance_chunk")
      .values({
        ref,
        issuance_id: id,
        position: start / ACCOUNTS_PER_CHUNK,
        total_cents: sumCents(some.map((line) => line.amount)),
        accounts: some.length,
        state: "prepared",
        transaction_hash: null,
        done_at: null,
      })
      .execute();
    await tx
      .insertInto("issuance_line")
      .values(
        some.map(({ account, amount }) => ({ chunk_ref: ref, account, amount_cents: amount })),
      )
      .execute();
  }
  return id;
}
