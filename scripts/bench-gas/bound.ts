import { type Address, type Hex, concatHex, hexToBytes, numberToHex } from "viem";

/** Gas prices of the EVM since Berlin; the same under Cancun, Prague and Osaka. */
const TRANSACTION = 21_000;
const COLD_READ = 2_100;
const WRITE_OVER = 2_900;
const WRITE_NEW = 20_000;
const LOG = 375;
const LOG_BYTE = 8;
const CALLDATA = { zero: 4, nonzero: 16 } as const;
const PRECOMPILED_RECOVERY = 3_000;
const WARM_CALL = 100;

/** A word that holds something and is changed. */
const WORD = COLD_READ + WRITE_OVER;
const NEW_WORD = COLD_READ + WRITE_NEW;
const TRANSFER_LOG = LOG * 4 + LOG_BYTE * 32;
/** Names no more than the statement: whose it is and how much is in the ERC-20 event before it. */
const STATEMENT_LOG = LOG * 2 + LOG_BYTE * 32;
/** A mapping's slot, a struct of five words, and a digest of 66 bytes, hashed at 30 gas and 6 for each word. */
const SLOT_HASH = 30 + 6 * 2;
const DIGEST_HASHES = 30 + 6 * 5 + (30 + 6 * 3);
/** A selector, and an offset and a length: the least that a call with one list is made of. */
const CALL_HEADER = calldataGas(
  concatHex(["0xffffffff", numberToHex(32, { size: 32 }), numberToHex(0x1111, { size: 32 })]),
);

export type PackedPayment = {
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly r: Hex;
  readonly vs: Hex;
};

type PackedGroup = { readonly to: Address; readonly payments: readonly PackedPayment[] };

/**
 * What a batch of signed payments costs at least on any EVM chain, with one ERC-20 event for each, whatever the program:
 * its bytes, packed as tightly as they go; a recovery and the hashes it needs; one storage word changed for each payer
 * and one for each recipient. No instruction that compares, adds or jumps is counted.
 */
export function paymentBound(groups: readonly PackedGroup[]): number {
  const payments = groups.flatMap((group) => group.payments);
  const eachGroup = groups.map(
    ({ to, payments: { length } }) =>
      calldataGas(concatHex([to, numberToHex(length, { size: 2 })])) + WORD + SLOT_HASH,
  );
  const eachPayment = payments.map(
    (payment) =>
      calldataGas(packed(payment)) +
      (PRECOMPILED_RECOVERY + WARM_CALL + DIGEST_HASHES) +
      (WORD + SLOT_HASH + TRANSFER_LOG),
  );
  const total = TRANSACTION + CALL_HEADER + sum(eachGroup) + sum(eachPayment);
  return total / payments.length;
}

/** The same for crediting accounts in a list, as an issuance does, without any check of who may. */
export function creditBound(accounts: readonly Address[], amount: bigint, isNew: boolean): number {
  const each = accounts.map(
    (account) =>
      calldataGas(concatHex([account, numberToHex(amount, { size: 4 })])) +
      (isNew ? NEW_WORD : WORD) +
      (SLOT_HASH + TRANSFER_LOG),
  );
  return (TRANSACTION + CALL_HEADER + WORD + sum(each)) / accounts.length;
}

export type Redemption = {
  readonly merchant: Address;
  readonly amount: bigint;
  readonly statement: Hex;
};

/** The same for burning what merchants took, with an event that names the statement beside the ERC-20 one. */
export function redemptionBound(redemptions: readonly Redemption[]): number {
  const each = redemptions.map(
    ({ merchant, amount, statement }) =>
      calldataGas(concatHex([merchant, numberToHex(amount, { size: 4 }), statement])) +
      (WORD + SLOT_HASH + TRANSFER_LOG) +
      STATEMENT_LOG,
  );
  return (TRANSACTION + CALL_HEADER + WORD + sum(each)) / redemptions.length;
}

function packed({ amount, nonce, deadline, r, vs }: PackedPayment): Hex {
  const numbers = [amount, nonce, deadline].map((number) => numberToHex(number, { size: 4 }));
  return concatHex([...numbers, r, vs]);
}

function calldataGas(data: Hex): number {
  return sum([...hexToBytes(data)].map((byte) => (byte === 0 ? CALLDATA.zero : CALLDATA.nonzero)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
