import { randomBytes } from "node:crypto";

import { type Address, type Hex, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { PAYMENT_TYPES, tokenDomain } from "#core/chain/typed-data.ts";

import { cardAt, eventually } from "../support/played-town.ts";
import type { Attack, Score, Target } from "./attack.ts";
import { everybody, payAtShopB } from "./actors.ts";
import { send } from "./browser.ts";
import {
  type SignedPayment,
  isAtRest,
  settledPayments,
  townChain,
  voucherOf,
} from "./town-chain.ts";

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const NONE = 0;

/** Signed payments sent again, changed, bent, made up; and requests sent again. */
export const signatures: Attack = {
  name: "replayed, forged and malleable signatures",
  async run(target, score, effort) {
    const cookies = await everybody(target);
    for (const position of [8, 9, 10]) await payAtShopB(target, cookies, position, "150");
    // What is still on its way would move value meanwhile, and look like a theft.
    await eventually("payments on chain", () => isAtRest(target));
    const voucher = await voucherOf(target);
    const payments = await settledPayments(target);
    const before = await holdings(target, voucher, payments);
    for (const payment of payments.slice(0, effort === "long" ? 30 : 3))
      await tryVariants(target, score, voucher, payment, payments, effort === "long" ? 200 : 20);
    score.judge((await holdings(target, voucher, payments)) !== before, "value moved on chain");
    await replayRequests(target, score, cookies["till of shop B"], cookies["till of shop A"]);
  },
};

async function holdings(
  target: Target,
  voucher: Address,
  payments: readonly SignedPayment[],
): Promise<string> {
  const chain = townChain(target);
  const accounts = [...new Set(payments.flatMap(({ from, to }) => [from, to]))].sort();
  const balances = await Promise.all(accounts.map((account) => chain.balanceOf(voucher, account)));
  return balances.join();
}

async function tryVariants(
  target: Target,
  score: Score,
  voucher: Address,
  payment: SignedPayment,
  others: readonly SignedPayment[],
  made: number,
): Promise<void> {
  const chain = townChain(target);
  const variants = [
    ...variantsOf(payment, others),
    ...Array.from({ length: made }, () => ({ ...payment, signature: toHex(randomBytes(65)) })),
    ...(await ownSignatures(voucher, payment)),
  ];
  for (const variant of variants) {
    const args = [variant.to, structOf(variant)] as const;
    const call = { address: voucher, abi: voucherAbi, functionName: "previewPayment" } as const;
    const [reason] = await chain.reader.readContract({ ...call, args });
    score.judge(reason === NONE, `would settle: ${JSON.stringify(variant, text)}`);
  }
  const groups = variants.map((variant) => ({ to: variant.to, payments: [structOf(variant)] }));
  const settle = { to: voucher, abi: voucherAbi, functionName: "settle", args: [groups] };
  await chain.send(settle);
}

function text(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** As it is, with each field changed, and with each form of a signature that a careless recovery takes. */
function variantsOf(payment: SignedPayment, others: readonly SignedPayment[]): SignedPayment[] {
  const thief = privateKeyToAccount(generatePrivateKey()).address;
  const { r, s, v } = partsOf(payment.signature);
  const other = others.find(({ signature }) => signature !== payment.signature) ?? payment;
  return [
    payment,
    { ...payment, to: thief },
    { ...payment, to: other.from },
    { ...payment, amount: payment.amount + 1n },
    { ...payment, amount: 0n },
    { ...payment, amount: 2n ** 96n },
    { ...payment, nonce: payment.nonce + 1n },
    { ...payment, nonce: 0n },
    { ...payment, nonce: 2n ** 255n },
    { ...payment, deadline: payment.deadline + 1n },
    { ...payment, deadline: 0n },
    { ...payment, signature: other.signature },
    { ...payment, signature: joined(r, CURVE_ORDER - s, 1 - v) },
    { ...payment, signature: joined(r, CURVE_ORDER - s, v) },
    { ...payment, signature: joined(r, s, 1 - v) },
    { ...payment, signature: joined(r, 0n, v) },
    { ...payment, signature: joined(0n, s, v) },
    { ...payment, signature: joined(r + 1n, s, v) },
  ];
}

/** A key of the thief's own, on this contract, on another, on another chain. */
async function ownSignatures(voucher: Address, payment: SignedPayment): Promise<SignedPayment[]> {
  const account = privateKeyToAccount(generatePrivateKey());
  const { to, amount, nonce, deadline } = payment;
  const domains = [tokenDomain(31_337, voucher), tokenDomain(1, voucher), tokenDomain(31_337, to)];
  return Promise.all(
    domains.map(async (domain) => {
      const message = { to, amount, nonce, deadline };
      const typed = { domain, types: PAYMENT_TYPES, primaryType: "Payment", message } as const;
      return { ...payment, signature: await account.signTypedData(typed) };
    }),
  );
}

function partsOf(signature: Hex): { r: bigint; s: bigint; v: number } {
  const word = (from: number) => BigInt(`0x${signature.slice(from, from + 64)}`);
  const last = Number.parseInt(signature.slice(130, 132), 16);
  return { r: word(2), s: word(66), v: last >= 27 ? last - 27 : last };
}

function joined(r: bigint, s: bigint, v: number): Hex {
  return `0x${hex32(r)}${hex32(s)}${(27 + v).toString(16)}`;
}

function structOf({ amount, nonce, deadline, signature }: SignedPayment) {
  const { r, s, v } = partsOf(signature);
  const vs = (s & (2n ** 255n - 1n)) | (BigInt(v & 1) << 255n);
  return { amount, nonce, deadline, r: `0x${hex32(r)}`, vs: `0x${hex32(vs)}` } as const;
}

function hex32(value: bigint): string {
  return value.toString(16).padStart(64, "0").slice(-64);
}

/** One request, sent again: by the same till, by another, with more money, without the password. */
async function replayRequests(target: Target, score: Score, tillB: string, tillA: string) {
  const [url] = target.urls;
  const card = cardAt(target, 11);
  const left = async () => {
    const json = { cardCode: card.code, password: card.password };
    const { text: view } = await send(url, "", { method: "POST", path: "/api/card-views", json });
    return (JSON.parse(view) as { availableCents: string }).availableCents;
  };
  const json = {
    ...{ paymentId: crypto.randomUUID(), amountCents: "120" },
    ...{ cardCode: card.code, password: card.password },
  };
  const request = { method: "POST", path: "/api/payments", json };
  const first = await send(url, tillB, request);
  if (first.status !== 201) throw new Error(`No payment to replay: ${first.text}`);
  const after = await left();
  const again = await Promise.all(target.urls.map((replica) => send(replica, tillB, request)));
  for (const answer of again)
    score.judge(answer.text !== first.text, "a replay got another answer");
  const changed = [
    { cookie: tillA, json },
    { cookie: tillB, json: { ...json, amountCents: "121" } },
    { cookie: tillB, json: { ...json, cardCode: cardAt(target, 12).code } },
  ];
  for (const { cookie, json: other } of changed) {
    const { status } = await send(url, cookie, { ...request, json: other });
    score.judge(status < 400, "a changed replay was taken");
  }
  score.judge((await left()) !== after, "a replay was charged");
}
