/** A noun's identifier, so that a card's cannot stand where a merchant's is meant. */
type Id<Noun extends string> = string & { readonly noun: Noun };

export type ProgrammeId = Id<"programme">;
export type BeneficiaryId = Id<"beneficiary">;
export type CardId = Id<"card">;
export type CardPhoneId = Id<"card-phone">;
export type MerchantId = Id<"merchant">;
export type TillId = Id<"till">;
export type OperatorId = Id<"operator">;
export type PaymentId = Id<"payment">;
export type ReversalId = Id<"reversal">;
export type GiftId = Id<"gift">;
export type IssuanceId = Id<"issuance">;
export type StatementId = Id<"statement">;
export type CampaignId = Id<"campaign">;
export type BoardMemberId = Id<"board-member">;
export type OfferId = Id<"offer">;
export type ThreadId = Id<"offer-thread">;
export type DealId = Id<"offer-deal">;
export type ActionId = Id<"action">;
export type PresenceId = Id<"presence">;
export type InitiativeId = Id<"initiative">;
export type ShareLinkId = Id<"share link">;
export type CodeBatchId = Id<"code-batch">;
export type ClaimCodeId = Id<"claim-code">;
export type FeedbackId = Id<"feedback">;
export type SealedKeyId = Id<"sealed-key">;

/** An EVM address in lower case, as the database and the rules compare them. */
export type Address = `0x${string}`;
/** A 32-byte value in lower-case hexadecimal. */
export type Hash = `0x${string}`;

/** Where value comes from when it is issued, and goes to when it is burnt: an ERC-20 event names this address. */
export const NOBODY: Address = "0x0000000000000000000000000000000000000000";

export function addressOf(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new RangeError(`Not an address: ${text}.`);
  return text.toLowerCase() as Address;
}
