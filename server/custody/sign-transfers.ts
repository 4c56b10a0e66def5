import assert from "node:assert/strict";

import type { HDKey } from "viem/accounts";

import type { PaymentMessage, ReversalMessage } from "#core/chain/typed-data.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import { type TransferDigests, digestsOf } from "../shared/transfer-digests.ts";
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
  return signAll(seed, payments, (digests, message) => digests.payment(message));
}

/** Signs what a merchant gives back. A merchant has one account, of index 0. */
export async function signReversals(
  signer: Signer,
  grant: string,
  reversals: readonly TransferToSign<ReversalMessage>[],
  owner: object,
): Promise<SignedTransfer[]> {
  const seed = takeGrant(signer.grants, "merchant", grant, owner);
  return signAll(seed, reversals, (digests, { payment, ...terms }) =>
    payment === null ? digests.payment(terms) : digests.reversal({ payment, ...terms }),
  );
}

/** Clears the seed. */
function signAll<Message>(
  seed: Buffer,
  transfers: readonly TransferToSign<Message>[],
  digestOf: (digests: TransferDigests, message: Message) => Hash,
): SignedTransfer[] {
  const accounts = accountsOf(seed, transfers);
  try {
    return transfers.map(({ chainId, token, message }, index) => {
      const digest = digestOf(digestsOf(chainId, token), message);
      return { signature: signatureBytes(signDigest(accounts[index]!, digest)), digest };
    });
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
