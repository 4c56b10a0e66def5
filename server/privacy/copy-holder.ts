import { sql } from "kysely";

import type { BeneficiaryId, CardId, SealedKeyId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import { type Member, openMember } from "../programmes/programmes.ts";
import type { Executor } from "../shared/database.ts";

/**
 * Whose copy it is: the beneficiary's, or that of who carries a household's second card. Neither is told what the other
 * bought, wrote or took part in.
 */
export type CopyHolder = {
  readonly cards: readonly CardId[];
  /** None where it is the beneficiary's. */
  readonly member?: Member;
  /** Whether what is on the noticeboard under this kind of card is theirs: another second card begins with none. */
  readonly hasBoard: boolean;
};

/** The beneficiary, with every card but the second ones. */
export async function beneficiaryHolder(db: Executor, id: BeneficiaryId): Promise<CopyHolder> {
  const cards = await db
    .selectFrom("card")
    .select("id")
    .where("beneficiary_id", "=", id)
    .where("is_second", "=", false)
    .execute();
  return { cards: cards.map((card) => card.id), hasBoard: true };
}

type SecondRow = {
  readonly id: CardId;
  readonly sealed_key_id: SealedKeyId;
  readonly sealed_member: Buffer | null;
  readonly isAsked: boolean;
};

/**
 * Who carries, or carried, this second card: with it what it replaced and what replaced it, which were the same member's.
 * `undefined` where the household has no such second card.
 */
export async function memberHolder(
  { db, custody }: { readonly db: Executor; readonly custody: Custody },
  id: BeneficiaryId,
  cardId: CardId,
): Promise<CopyHolder | undefined> {
  const { rows } = await sql<SecondRow>`
    with recursive same as (
      select id, replaced_by from card where id = ${cardId} and beneficiary_id = ${id} and is_second
      union
      select card.id, card.replaced_by from same
      join card on card.id = same.replaced_by or card.replaced_by = same.id
    )
    select id, sealed_key_id, sealed_member, id in (select id from same) as "isAsked"
    from card where beneficiary_id = ${id} and is_second order by created_at desc, id desc
  `.execute(db);
  const asked = rows.filter(({ isAsked }) => isAsked);
  const named = asked.find((row) => row.sealed_member !== null);
  if (named === undefined) return undefined;
  return {
    cards: asked.map((row) => row.id),
    member: openMember(
      custody,
      { beneficiary_id: id, sealed_key_id: named.sealed_key_id },
      named.sealed_member!,
    ),
    hasBoard: rows[0]!.isAsked,
  };
}
