import assert from "node:assert/strict";

import type { HDKey } from "viem/accounts";
import type { TypedDataDefinition } from "viem";
import { hashTypedData } from "viem/utils";

import {
  PAYMENT_TYPES,
  type PaymentMessage,
  REVERSAL_TYPES,
  type ReversalMessage,
  tokenDomain,
} from "#core/chain/typed-data.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import { takeGrant } from "./grants.ts";
import type { Signer } from "./signer.ts";
import { accountAddress, childOf, signDigest, signatureBytes, walletOf } from "./wallet-tree.ts";

/** What one account is to sign. The signer derives the account and refuses where its address is another. */
export type TransferToSign<Message> = {
  readonly accountIndex: number;
  readonly expectedAddress: Address;
  readonly chainId: number;
  readonly token: Address;
  readonly message: Message;
};

export type SignedTransfer = {
  /** 65 bytes in hexadecimal: r, s, v. */
  readonly signature: `0x${string}`;
  /** The EIP-712 digest: the transfer's public identity. */
  readonly digest: Hash;
};

/** Signs a card's payments with the seed behind a grant, which ends with it. All are signed, or none. */
export async function signPayments(
  signer: Signer,
  grant: string,
  payments: readonly TransferToSign<PaymentMessage>[],
  owner: object,
): Promise<SignedTransfer[]> {
  const seed = takeGrant(signer.grants, "card", grant, owner);
  return await signAll(seed, payments, (message) => ({
    types: PAYMENT_TYPES,
    primaryType: "Payment",
    message,
  }));
}

/** Signs what a merchant gives back. A merchant has one account, of index 0. */
export async function signReversals(
  signer: Signer,
  grant: string,
  reversals: readonly TransferToSign<ReversalMessage>[],
  owner: object,
): Promise<SignedTransfer[]> {
  const seed = takeGrant(signer.grants, "merchant", grant, owner);
  return await signAll(seed, reversals, (message) => ({
    types: REVERSAL_TYPES,
    primaryType: "Reversal",
    message,
  }));
}

type TypedMessage = Pick<TypedDataDefinition, "types" | "primaryType" | "message">;

/** Clears the seed. */
async function signAll<Message>(
  seed: Buffer,
  transfers: readonly TransferToSign<Message>[],
  typed: (message: Message) => TypedMessage,
): Promise<SignedTransfer[]> {
  const accounts = accountsOf(seed, transfers);
  try {
    const signed: SignedTransfer[] = [];
    for (const [index, { chainId, token, message }] of transfers.entries()) {
      const domain = tokenDomain(chainId, token);
      const digest = hashTypedData({ domain, ...typed(message) } as TypedDataDefinition) as Hash;
      signed.push({
        signature: signatureBytes(await signDigest(accounts[index]!, digest)),
        digest,
      });
    }
    return signed;
  } finally {
    for (const account of accounts) account.wipePrivateData();
  }
}

/** The accounts that sign, in the transfers' order; each is compared with the address that the caller expects. */
function accountsOf(seed: Buffer, transfers: readonly TransferToSign<unknown>[]): HDKey[] {
  const wallet = walletOf(seed);
  seed.fill(0);
  const accounts = transfers.map(({ accountIndex }) => childOf(wallet, accountIndex));
  wallet.wipePrivateData();
  for (const [index, { accountIndex, expectedAddress }] of transfers.entries())
    assert.equal(
      accountAddress(accounts[index]!),
      expectedAddress,
      `Account ${accountIndex} of this key has another address.`,
    );
  return accounts;
}
