import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";

import type { Plan } from "./plan.ts";

/** When each simulated town begins. */
export const START = Date.parse("2027-03-01T08:00:00Z");
export const CHAIN_ID = 31_337;
export const CEILING = 200_000_000_000n;
export const FUNDS = 5_000n;

const name = (kind: string, index: number): Address =>
  `0x${(kind + index.toString(16)).padStart(40, "0")}`;

export const VOUCHER = name("ca", 0);
export const LOCAL_TOKEN = name("d", 2);
export const PROGRAMME = "00000000-0000-4000-8000-0000000000aa" as ProgrammeId;
export const ACCOUNTS_PER_CARD = 2;

export const accountName = (card: number, index: number): Address =>
  name("acc", card * ACCOUNTS_PER_CARD + index);
/** Where a shop's reversals begin. */
export const FIRST_REVERSAL = 1n;

/** Where a card's local value is: on an account of its own, which is known by its name here. */
export const localAccountName = (card: number): Address => name("10c", card);
const isLocalAccount = (at: Address): boolean => at.startsWith("10c", at.length - 4);

type Ends = { readonly from: Address; readonly to: Address };

/** Which token a transfer moves: a shop has both kinds at one address, a card has not. */
export function isLocal({ from, to }: Ends): boolean {
  return isLocalAccount(from) || isLocalAccount(to);
}

export const tokenOf = (transfer: Ends): Address => (isLocal(transfer) ? LOCAL_TOKEN : VOUCHER);
export const programmeOf = (transfer: Ends): ProgrammeId =>
  isLocal(transfer) ? LOCAL_VALUE : PROGRAMME;
/** Where somebody's value of one token is. */
export const purseName = (programmeId: ProgrammeId, at: Address): string => `${programmeId} ${at}`;

export const merchantName = (index: number): Address => name("5b", index);
export const relayerName = (index: number): Address => name("4e", index);
export const uuidOf = (kind: number, index: number): string =>
  `00000000-0000-4000-8000-${kind.toString(16).padStart(4, "0")}${index.toString(16).padStart(8, "0")}`;

type TownAccount = {
  address: Address;
  programmeId: ProgrammeId;
  card: number;
  index: number;
  firstNonce: bigint;
};

/** As large as the six random bytes of the service: no second's number comes near. */
const FIRST_NONCE = 2n ** 47n;

/** Each account's payments are numbered from a place of its own: their digests do not say who pays. */
export function accountsOf({ cards, localPercent }: Plan): TownAccount[] {
  const vouchers = Array.from({ length: cards * ACCOUNTS_PER_CARD }, (_, at) => {
    const card = Math.floor(at / ACCOUNTS_PER_CARD);
    const index = at % ACCOUNTS_PER_CARD;
    const firstNonce = FIRST_NONCE + BigInt(100_000 * at);
    const address = accountName(card, index);
    return { address, programmeId: PROGRAMME, card, index, firstNonce };
  });
  const locals = Array.from({ length: localPercent === 0 ? 0 : cards }, (_, card) => ({
    ...{ address: localAccountName(card), programmeId: LOCAL_VALUE, card },
    ...{
      index: ACCOUNTS_PER_CARD,
      firstNonce: FIRST_NONCE + BigInt(100_000 * (vouchers.length + card)),
    },
  }));
  return [...vouchers, ...locals];
}

export const relayersOf = ({ relayers }: Plan): Address[] =>
  Array.from({ length: relayers }, (_, index) => relayerName(index));

export const BLOCK_SECONDS = 5;
export const MINIMUM_TIP = 1_000_000_000n;

const FAR_SECONDS = 8_000_000_000;
/** Between the last payment and the last settlement. */
const GRACE_SECONDS = 30;

/** Until when the programme's money may be spent and settled, in seconds since 1970. */
export function datesOf({ deadlineSeconds }: Plan) {
  if (deadlineSeconds === undefined)
    return { spendableUntil: FAR_SECONDS, settleableUntil: FAR_SECONDS };
  const settleableUntil = START / 1000 + deadlineSeconds;
  return { spendableUntil: settleableUntil - GRACE_SECONDS, settleableUntil };
}

/** Stands for every signature: nobody checks them here. */
export const SIGNATURE = `0x${"11".repeat(64)}1b` as const;
