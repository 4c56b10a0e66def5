import { cardNumber } from "#core/card/card-number.ts";
import type { CardStatus } from "#core/card/card-status.ts";
import type { BeneficiaryId, CardId, ProgrammeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, NewKey } from "../custody/custody.ts";
import { type Member, openPerson, programmeById, sealMember } from "../programmes/programmes.ts";
import type { Clock } from "../shared/clock.ts";
import type { CardTable } from "../shared/card-tables.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** What is printed of one card: the card itself and the password's letter. Exists in memory and on paper only. */
export type CardSheet = {
  readonly number: string;
  readonly code: string;
  readonly password: string;
  readonly holder: Member;
  readonly protocol: string;
};

const DIFFERENT_NUMBERS = 10_000_000;
/** Keys made between two looks at the database. */
const KEYS_AT_ONCE = 500;

type Cardless = {
  id: BeneficiaryId;
  sealed_person: Buffer;
  fiscal_code_lookup: Buffer;
  protocol: string;
};

/**
 * Makes a card for each of a programme's beneficiaries who has none. The cards are `issued` until somebody confirms
 * that the sheets were printed, because what is on them cannot be had a second time.
 */
export async function issueCards(
  deps: Deps,
  programmeId: ProgrammeId,
): Promise<Result<CardSheet[], { code: "not_found" } | { code: "nothing_to_do" }>> {
  const programme = await programmeById(deps.db, programmeId);
  if (programme === undefined) return refuse({ code: "not_found" });
  const sheets: CardSheet[] = [];
  for (;;) {
    const cardless = await beneficiariesWithoutCard(deps.db, programmeId);
    if (cardless.length === 0) break;
    const keys = await Array.fromAsync(deps.custody.createKeys("card", cardless.length));
    sheets.push(...(await storeCards(deps, cardless, keys)));
  }
  return sheets.length > 0 ? ok(sheets) : refuse({ code: "nothing_to_do" });
}

async function beneficiariesWithoutCard(
  db: Database,
  programmeId: ProgrammeId,
): Promise<Cardless[]> {
  return db
    .selectFrom("entitlement")
    .innerJoin("beneficiary", "beneficiary.id", "entitlement.beneficiary_id")
    .where("entitlement.programme_id", "=", programmeId)
    .where("entitlement.withdrawn_at", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("card")
            .whereRef("card.beneficiary_id", "=", "beneficiary.id")
            .where("card.status", "in", ["issued", "active", "blocked"])
            .select("card.id"),
        ),
      ),
    )
    .select([
      "beneficiary.id",
      "beneficiary.sealed_person",
      "beneficiary.fiscal_code_lookup",
      "entitlement.protocol",
    ])
    .orderBy("entitlement.protocol")
    .limit(KEYS_AT_ONCE)
    .execute();
}

/** Somebody else's card for the same person, made in between, wins; the key made here is then never used. */
async function storeCards(
  deps: Deps,
  cardless: readonly Cardless[],
  keys: readonly NewKey["card"][],
): Promise<CardSheet[]> {
  return deps.db.transaction().execute(async (tx) => {
    const sheets: CardSheet[] = [];
    for (const [index, beneficiary] of cardless.entries()) {
      const key = keys[index]!;
      const number = await storeCard(deps, tx, beneficiary.id, key);
      if (number === undefined) continue;
      const { fiscal_code_lookup, sealed_person } = beneficiary;
      const { surname, name } = openPerson(deps.custody, fiscal_code_lookup, sealed_person);
      const { code, password } = key;
      sheets.push({
        number,
        code,
        password,
        holder: { surname, name },
        protocol: beneficiary.protocol,
      });
    }
    return sheets;
  });
}

async function storeCard(
  deps: Deps,
  tx: Tx,
  beneficiaryId: BeneficiaryId,
  key: NewKey["card"],
): Promise<string | undefined> {
  const stored = await tx
    .insertInto("card")
    .values(await newCard(deps, tx, beneficiaryId, key, "issued"))
    .onConflict((conflict) =>
      conflict
        .columns(["beneficiary_id", "is_second"])
        .where("status", "in", ["issued", "active", "blocked"])
        .doNothing(),
    )
    .returning("number")
    .executeTakeFirst();
  return stored?.number;
}

/** What makes a card a household's second: whose it is, and its part of each recharge. */
export type SecondCard = { readonly member: Member; readonly sharePercent: number };

/** The row of a card that was just made, with a number that no other has. */
export async function newCard(
  { custody, clock, random }: Deps,
  tx: Tx,
  beneficiaryId: BeneficiaryId,
  key: NewKey["card"],
  status: CardStatus,
  second?: SecondCard,
) {
  const now = clock.now();
  const owner = { beneficiary_id: beneficiaryId, sealed_key_id: key.sealedKeyId };
  return {
    ...owner,
    id: randomUuid(random) as CardId,
    number: await freeNumber(random, tx),
    sealed_public_key: custody.sealText(publicKeyContext(owner), key.extendedPublicKey),
    status,
    replaced_by: null,
    status_reason: null,
    created_at: now,
    status_changed_at: now,
    is_second: second !== undefined,
    share_percent: second?.sharePercent ?? null,
    sealed_member: second === undefined ? null : sealMember(custody, owner, second.member),
  };
}

async function freeNumber(random: Random, tx: Tx): Promise<string> {
  for (;;) {
    const number = cardNumber(random.bytes(4).readUInt32BE() % DIFFERENT_NUMBERS);
    const taken = await tx
      .selectFrom("card")
      .select("id")
      .where("number", "=", number)
      .executeTakeFirst();
    if (taken === undefined) return number;
  }
}

type CardKeyRow = Pick<CardTable, "beneficiary_id" | "sealed_key_id" | "sealed_public_key">;

/**
 * The extended public key of a card, from which fresh receiving accounts are derived without its password. Sealed for
 * this person and this key: no change in the database makes somebody's recharge land on another card.
 */
export function openPublicKey(custody: Custody, card: CardKeyRow): string {
  return custody.openText(publicKeyContext(card), card.sealed_public_key);
}

function publicKeyContext(card: Omit<CardKeyRow, "sealed_public_key">): string {
  return `card/extended-public-key/${card.beneficiary_id}/${card.sealed_key_id}`;
}
