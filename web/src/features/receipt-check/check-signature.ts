import { hashTypedData, recoverAddress, recoverTypedDataAddress } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { PAYMENT_TYPES, RECEIPT_TYPES, tokenDomain, townDomain } from "#core/chain/typed-data.ts";
import type { Receipt, ReceiptShare } from "#core/payment/receipt-code.ts";
import { type Address, type Hash, addressOf } from "#core/shared/ids.ts";

/** The public name of one share: recomputed here, not believed. */
export function digestOf({ chainId, merchant }: Receipt, share: ReceiptShare): Hash {
  const { token, amount, nonce, deadline } = share;
  return hashTypedData({
    domain: tokenDomain(chainId, token),
    types: PAYMENT_TYPES,
    primaryType: "Payment",
    message: { to: merchant, amount, nonce, deadline },
  }) as Hash;
}

/** Whose key signed the receipt. Needs nothing but the receipt itself; any other figure in it leads to another key. */
export async function signerOf(receipt: Receipt): Promise<Address | undefined> {
  const { chainId, acceptedAt, shares, signature } = receipt;
  const payments = shares.map((share) => digestOf(receipt, share));
  try {
    const signer = await recoverTypedDataAddress({
      domain: townDomain(chainId),
      types: RECEIPT_TYPES,
      primaryType: "Receipt",
      message: { payments, acceptedAt },
      signature,
    });
    return addressOf(signer);
  } catch {
    return undefined;
  }
}

/** One payment of a `settle` call. */
export type SettledItem = {
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly r: Hash;
  readonly vs: Hash;
};

/** Whether what the contract was given is this very share: same figures, and the card's own signature. */
export async function isSigned(
  receipt: Receipt,
  share: ReceiptShare,
  { amount, nonce, deadline, r, vs }: SettledItem,
): Promise<boolean> {
  const isSame = amount === share.amount && nonce === share.nonce && deadline === share.deadline;
  if (!isSame) return false;
  const parity = BigInt(vs) >> 255n;
  const s = BigInt(vs) & ((1n << 255n) - 1n);
  const signature =
    `${r}${s.toString(16).padStart(64, "0")}${parity === 0n ? "1b" : "1c"}` as const;
  const signer = await recoverAddress({ hash: digestOf(receipt, share), signature });
  return addressOf(signer) === share.from;
}

export const SETTLE_ABI = voucherAbi.filter(
  (item) => item.type === "function" && item.name === "settle",
);
