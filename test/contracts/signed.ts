/** Payments and reversals as cards and merchants sign them, and what a batch of them left on chain. */
import type { BaseContract, ContractTransactionResponse, Wallet } from "ethers";

import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Address } from "#core/shared/ids.ts";

import { DAY, ethers, networkHelpers } from "./fixture.ts";

/** The contract's SkipReason, by number. */
export const SKIP = {
  none: 0n,
  deadlinePassed: 1n,
  invalidSignature: 2n,
  payerNotEligible: 3n,
  payerBlocked: 4n,
  nonceUsed: 5n,
  nonceTooOld: 6n,
  insufficientBalance: 7n,
  recipientNotEligible: 8n,
  invalidAmount: 9n,
} as const;

type Order = {
  readonly to: { readonly address: string };
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline?: bigint;
};

/** One item of a batch: `payment` goes into the group of `to`. */
export type SignedPayment = {
  readonly to: string;
  readonly digest: string;
  readonly payment: {
    readonly amount: bigint;
    readonly nonce: bigint;
    readonly deadline: bigint;
    readonly r: string;
    readonly vs: string;
  };
};

/** Signs with the words that the service signs with, so that both sides are tried on each other. */
export async function signPayment(
  payer: Wallet,
  token: BaseContract,
  order: Order,
): Promise<SignedPayment> {
  const { to, amount, nonce } = order;
  const deadline = order.deadline ?? (await inDays(30));
  const message = { to: to.address, amount, nonce, deadline };
  const domain = await domainOf(token);
  const types = { Payment: [...PAYMENT_TYPES.Payment] };
  const signature = await payer.signTypedData(domain, types, message);
  const { r, yParityAndS: vs } = ethers.Signature.from(signature);
  return {
    to: to.address,
    digest: ethers.TypedDataEncoder.hash(domain, types, message),
    payment: { amount, nonce, deadline, r, vs },
  };
}

/** A merchant's signature on giving `payment` back. */
export async function signReversal(
  merchant: Wallet,
  token: BaseContract,
  payment: string,
  order: Order,
) {
  const { to, amount, nonce } = order;
  const deadline = order.deadline ?? (await inDays(30));
  const message = { payment, to: to.address, amount, nonce, deadline };
  const types = { Reversal: [...REVERSAL_TYPES.Reversal] };
  const signature = await merchant.signTypedData(await domainOf(token), types, message);
  const { r, yParityAndS: vs } = ethers.Signature.from(signature);
  return { ...message, r, vs };
}

export async function domainOf(token: BaseContract) {
  const { chainId } = await ethers.provider.getNetwork();
  return tokenDomain(Number(chainId), (await token.getAddress()) as Address);
}

/** Consecutive payments to one merchant share a group, as the service sends them. */
export function groupsOf(payments: readonly SignedPayment[]) {
  const groups: { to: string; payments: SignedPayment["payment"][] }[] = [];
  for (const { to, payment } of payments) {
    const last = groups.at(-1);
    if (last?.to === to) last.payments.push(payment);
    else groups.push({ to, payments: [payment] });
  }
  return groups;
}

/** The contract's own events of a transaction in their order, each as its name and its arguments. */
export async function eventsOf(
  sent: ContractTransactionResponse,
  contract: BaseContract,
): Promise<unknown[][]> {
  const receipt = await sent.wait();
  const address = await contract.getAddress();
  return receipt!.logs
    .filter((log) => log.address === address)
    .map((log) => {
      const event = contract.interface.parseLog(log);
      return [event!.name, ...event!.args.toArray()];
    });
}

/** Unix time of the latest block, some days on. */
export async function inDays(days: number): Promise<bigint> {
  return BigInt((await networkHelpers.time.latest()) + days * DAY);
}
