import type { Address, Hash } from "../shared/ids.ts";
import type { Cents } from "../shared/money.ts";

/** The EIP-712 domain of one token contract. */
export function tokenDomain(chainId: number, token: Address) {
  return { name: "Borgo", version: "1", chainId, verifyingContract: token } as const;
}

/** What a card signs. Amount in cents, deadline in Unix seconds. */
export const PAYMENT_TYPES = {
  Payment: [
    { name: "to", type: "address" },
    { name: "amount", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** What a merchant signs to give (part of) a payment back. `payment` is the digest of the payment. */
export const REVERSAL_TYPES = {
  Reversal: [
    { name: "payment", type: "bytes32" },
    { name: "to", type: "address" },
    { name: "amount", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** The EIP-712 domain of what the town itself states, outside any contract. */
export function townDomain(chainId: number) {
  return { name: "Borgo", version: "1", chainId } as const;
}

/** What the town signs when it has accepted a payment: `payments` are its digests, the time is in Unix seconds. */
export const RECEIPT_TYPES = {
  Receipt: [
    { name: "payments", type: "bytes32[]" },
    { name: "acceptedAt", type: "uint256" },
  ],
} as const;

export type ReceiptMessage = { readonly payments: readonly Hash[]; readonly acceptedAt: bigint };

export type PaymentMessage = {
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly deadline: bigint;
};

/**
 * What a merchant signs to give back: of a voucher a `Reversal`, which names the payment's digest; of local value, which
 * moves freely, a `Payment` like any other (`payment` is null).
 */
export type ReversalMessage = PaymentMessage & { readonly payment: Hash | null };
