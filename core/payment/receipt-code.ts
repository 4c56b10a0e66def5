import type { Address } from "../shared/ids.ts";
import { type Cents, centsFromJson } from "../shared/money.ts";

/** One signed transfer of a payment: all that its EIP-712 digest is made of. Times in Unix seconds. */
export type ReceiptShare = {
  readonly token: Address;
  readonly from: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly deadline: bigint;
};

/**
 * What the code on a receipt carries: enough to recompute the payment's public digests, and the town's signature over
 * them. No signature of the card is in it: with that anybody could settle a payment that was voided meanwhile.
 */
export type Receipt = {
  readonly chainId: number;
  readonly merchant: Address;
  /** Unix seconds. */
  readonly acceptedAt: bigint;
  readonly shares: readonly ReceiptShare[];
  /** The town's, over the digests: 65 bytes. */
  readonly signature: `0x${string}`;
};

const VERSION = "1";
const MOST_SHARES = 64;

/** The receipt as text without any character that an address escapes. Compatibility: another layout is another version. */
export function encodeReceipt(receipt: Receipt): string {
  const { chainId, merchant, acceptedAt, shares, signature } = receipt;
  const head = [VERSION, chainId, bare(merchant), acceptedAt, bare(signature)].join(".");
  return [head, ...shares.map(encodeShare)].join("-");
}

function encodeShare({ token, from, amount, nonce, deadline }: ReceiptShare): string {
  return [bare(token), bare(from), amount, nonce, deadline].join(".");
}

/** Reads what stands after the `#`; `undefined` where it is no receipt of ours, or is cut. */
export function decodeReceipt(text: string): Receipt | undefined {
  const [head = "", ...tail] = text.trim().split("-");
  const match = /^1\.(\d{1,12})\.([0-9a-f]{40})\.(\d{1,12})\.([0-9a-f]{130})$/.exec(head);
  const shares = tail.map(decodeShare);
  if (match === null || shares.length === 0 || shares.length > MOST_SHARES) return undefined;
  if (!shares.every((share) => share !== undefined)) return undefined;
  const [, chainId = "", merchant = "", acceptedAt = "", signature = ""] = match;
  return {
    chainId: Number(chainId),
    merchant: `0x${merchant}`,
    acceptedAt: BigInt(acceptedAt),
    shares,
    signature: `0x${signature}`,
  };
}

function decodeShare(text: string): ReceiptShare | undefined {
  const match = /^([0-9a-f]{40})\.([0-9a-f]{40})\.(\d+)\.(\d{1,20})\.(\d{1,12})$/.exec(text);
  if (match === null) return undefined;
  const [, token = "", from = "", amountText = "", nonce = "", deadline = ""] = match;
  const amount = centsFromJson(amountText);
  if (amount === undefined) return undefined;
  return {
    token: `0x${token}`,
    from: `0x${from}`,
    amount,
    nonce: BigInt(nonce),
    deadline: BigInt(deadline),
  };
}

/** The address that the code on a receipt leads to. The receipt is in the fragment, which no server sees. */
export function receiptUrl(publicUrl: string, receipt: Receipt): string {
  return `${publicUrl.replace(/\/$/, "")}/trasparenza/ricevuta#${encodeReceipt(receipt)}`;
}

function bare(hex: string): string {
  return hex.slice(2);
}
