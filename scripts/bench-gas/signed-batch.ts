import {
  type Address,
  type Hex,
  hexToBytes,
  parseSignature,
  signatureToCompactSignature,
  toHex,
} from "viem";

import { PAYMENT_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Address as CoreAddress } from "#core/shared/ids.ts";

import { type Contract, type GasChain, STARTS_AT } from "./gas-chain.ts";
import { CARDS, MERCHANTS, type Person } from "./people.ts";

/** Who pays whom: so many cards, one payment each, spread evenly over so many merchants. */
export type Batch = { readonly payments: number; readonly merchants: number };

/** A payment of 12.50 euros, and until when it may settle. */
export const PAID = 1_250n;
export const DEADLINE = STARTS_AT + 30 * 86_400;

/** Each merchant of a batch with the cards that pay it. */
export function payersOf({ payments, merchants }: Batch, cards = CARDS) {
  const each = payments / merchants;
  return MERCHANTS.slice(0, merchants).map((to, index) => ({
    to,
    payers: cards.slice(index * each, (index + 1) * each),
  }));
}

/** The batch as `settle` takes it, signed as the cards sign. */
export async function signedBatch(
  chain: GasChain,
  { address }: Contract,
  batch: Batch,
  nonce: bigint,
  cards = CARDS,
) {
  const domain = tokenDomain(chain.chainId, address.toLowerCase() as CoreAddress);
  const sign = async (payer: Person, to: Address, later = 0): Promise<Signed> => {
    const terms = { amount: PAID, nonce, deadline: BigInt(DEADLINE + later) };
    const signature = await payer.signTypedData({
      domain,
      types: PAYMENT_TYPES,
      primaryType: "Payment",
      message: { to, ...terms },
    });
    const signed = { ...terms, ...compact(signature) };
    return hasZeroByte(signed) ? sign(payer, to, later + 1) : signed;
  };
  return Promise.all(
    payersOf(batch, cards).map(async ({ to, payers }) => ({
      to,
      payments: await Promise.all(payers.map((payer) => sign(payer, to))),
    })),
  );
}

type Signed = {
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly r: Hex;
  readonly vs: Hex;
};

/**
 * A zero byte is cheaper than another. Signatures without any are the dearest, and make the figures independent of the
 * address that they are made for, which every letter of the sources changes.
 */
function hasZeroByte({ deadline, r, vs }: Signed): boolean {
  return [...hexToBytes(r), ...hexToBytes(vs), ...hexToBytes(toHex(deadline))].includes(0);
}

function compact(signature: Hex) {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return { r, vs: yParityAndS };
}
