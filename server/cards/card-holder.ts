import type { Custody } from "../custody/custody.ts";
import { type CardOwner, type Member, openMember, openPerson } from "../programmes/programmes.ts";

type HeldCard = CardOwner & {
  readonly sealed_member: Buffer | null;
  readonly sealed_person: Buffer;
  readonly fiscal_code_lookup: Buffer;
};

/** Who carries a card: the member named on a second card, for any other the person it is filed under. */
export function holderOf(custody: Custody, card: HeldCard): Member {
  if (card.sealed_member !== null) return openMember(custody, card, card.sealed_member);
  const { surname, name } = openPerson(custody, card.fiscal_code_lookup, card.sealed_person);
  return { surname, name };
}
