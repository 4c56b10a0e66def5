import { type Address, type Hex, hexToBytes, keccak256, stringToHex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

import { RANDOM_BYTES, statementRef } from "#core/reimbursement/statement-ref.ts";

/** Somebody who signs. */
export type Person = PrivateKeyAccount;

/** The same keys in every run, and so the same addresses and signatures, to the byte. */
export function accountsOf(kind: string, count: number): Person[] {
  return Array.from({ length: count }, (_, index) =>
    privateKeyToAccount(keccak256(stringToHex(`${kind} ${index}`))),
  );
}

export const CARDS = accountsOf("card", 200);
export const NEW_CARDS = addressesOf(accountsOf("new card", 200));
export const MERCHANTS = addressesOf(accountsOf("merchant", 20));

export function addressesOf(accounts: readonly Person[]): Address[] {
  return accounts.map(({ address }) => address);
}

export function refOf(text: string): Hex {
  return keccak256(stringToHex(text));
}

/** The reference of a merchant's `number`-th statement. */
export function statementOf(merchant: Address, number: number): Hex {
  return statementRef(hexToBytes(refOf(`${merchant} ${number}`)).subarray(0, RANDOM_BYTES), number);
}
