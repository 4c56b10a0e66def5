import { type Hex, concatBytes, hashDomain, hexToBytes, keccak256, stringToBytes } from "viem";

import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

/**
 * Hashes what a token's payments and reversals are signed as (EIP-712). Every payment waits for it, and a whole town's
 * history is hashed anew when the chain is read from its first block: what all items have in common is hashed once.
 */
export type TransferDigests = {
  payment(terms: Terms): Hash;
  reversal(terms: Terms & { readonly payment: Hex }): Hash;
};

type Terms = {
  readonly to: Address;
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
};

const DOMAIN_TYPES = {
  EIP712Domain: [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ],
};

const PAYMENT_TYPE = typeHash("Payment", PAYMENT_TYPES.Payment);
const REVERSAL_TYPE = typeHash("Reversal", REVERSAL_TYPES.Reversal);

/** A town has few tokens, each with one domain for ever. */
const known = new Map<string, TransferDigests>();

export function digestsOf(chainId: number, token: Address): TransferDigests {
  const name = `${chainId} ${token}`;
  const digests = known.get(name) ?? newDigests(chainId, token);
  known.set(name, digests);
  return digests;
}

function newDigests(chainId: number, token: Address): TransferDigests {
  const separator = hashDomain<Record<string, unknown>>({
    domain: tokenDomain(chainId, token),
    types: DOMAIN_TYPES,
  });
  const prefix = concatBytes([Uint8Array.of(0x19, 0x01), hexToBytes(separator)]);
  const digest = (words: string) =>
    keccak256(concatBytes([prefix, keccak256(Buffer.from(words, "hex"), "bytes")])) as Hash;
  return {
    payment: (terms) => digest(PAYMENT_TYPE + wordsOf(terms)),
    reversal: ({ payment, ...terms }) => digest(REVERSAL_TYPE + payment.slice(2) + wordsOf(terms)),
  };
}

/** Without 0x, as the words that follow it. */
function typeHash(name: string, fields: readonly { name: string; type: string }[]): string {
  const members = fields.map((field) => `${field.type} ${field.name}`).join();
  return keccak256(stringToBytes(`${name}(${members})`)).slice(2);
}

function wordsOf({ to, amount, nonce, deadline }: Terms): string {
  return to.slice(2).padStart(64, "0") + wordOf(amount) + wordOf(nonce) + wordOf(deadline);
}

function wordOf(number: bigint): string {
  return number.toString(16).padStart(64, "0");
}
