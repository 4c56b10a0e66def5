import assert from "node:assert/strict";

import type pg from "pg";
import { hashTypedData, keccak256, serializeTransaction } from "viem/utils";

import { RECEIPT_TYPES, type ReceiptMessage, townDomain } from "#core/chain/typed-data.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import { Fault } from "../shared/problem.ts";
import { joinUnambiguously } from "./authenticated-encryption.ts";
import { firstAddressOf } from "./create-keys.ts";
import { type Queries, withCustodyLock } from "./custody-database.ts";
import type { Wrapped } from "./key-encryption-keys.ts";
import { SEED_BYTES } from "./seal-seed.ts";
import type { Signer } from "./signer.ts";
import {
  type Signature,
  accountAddress,
  childOf,
  signDigest,
  signatureBytes,
  walletOf,
} from "./wallet-tree.ts";

/**
 * The fields of an EIP-1559 transaction that a relayer sends. There is no `value`: it is always zero, so that the
 * relayer's gas money cannot be sent away with this key, whoever asks.
 */
export type RelayerTransaction = {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address;
  readonly data: `0x${string}`;
  readonly gasLimit: bigint;
  /** Wei for a unit of gas. */
  readonly maximumFeeWei: bigint;
  readonly tipWei: bigint;
};

export type SignedTransaction = { readonly raw: `0x${string}`; readonly hash: Hash };

export type SignedReceipt = { readonly signer: Address; readonly signature: `0x${string}` };

type RelayerRow = {
  address: Address;
  format: number;
  sealed: Buffer;
  key_encryption_key: string;
};

const FORMAT = 1;

/**
 * The addresses of all the town's relayers, the oldest first; new ones are made until there are `atLeast` so many. The
 * caller holds the custody lock.
 */
export async function ensureRelayers(signer: Signer, atLeast: number): Promise<Address[]> {
  const { rows } = await signer.db.query<RelayerRow>(
    "select address from custody.relayer_key order by created_at, address",
  );
  const addresses = rows.map(({ address }) => address);
  while (addresses.length < atLeast) addresses.push(await createRelayer(signer));
  return addresses;
}

async function createRelayer({ db, keys, random }: Signer): Promise<Address> {
  const seed = random.bytes(SEED_BYTES);
  const address = firstAddressOf(seed);
  const { keyId, sealed } = await keys.seal(seed, contextOf(address), random);
  seed.fill(0);
  await db.query(
    `insert into custody.relayer_key (address, format, sealed, key_encryption_key)
     values ($1, $2, $3, $4)`,
    [address, FORMAT, sealed, keyId],
  );
  return address;
}

/** Signs a transaction as a relayer of this town. Asserts that it is one. */
export async function signRelayerTransaction(
  signer: Signer,
  address: Address,
  transaction: RelayerTransaction,
): Promise<SignedTransaction> {
  const { chainId, nonce, to, data, gasLimit, maximumFeeWei, tipWei } = transaction;
  const fields = {
    type: "eip1559",
    ...{ chainId, nonce, to, data, value: 0n },
    gas: gasLimit,
    maxFeePerGas: maximumFeeWei,
    maxPriorityFeePerGas: tipWei,
  } as const;
  const digest = keccak256(serializeTransaction(fields)) as Hash;
  const signature = await signAsRelayer(signer, address, digest);
  const raw = serializeTransaction(fields, signature);
  return { raw, hash: keccak256(raw) as Hash };
}

/**
 * Signs that the town has accepted a payment, with the key by which it is known on chain. The domain names no contract
 * and typed data is no transaction, so nothing else can be had signed this way.
 */
export async function signReceipt(
  signer: Signer,
  chainId: number,
  message: ReceiptMessage,
): Promise<SignedReceipt> {
  const [address] = await withCustodyLock(signer.db, () => ensureRelayers(signer, 1));
  const typed = { domain: townDomain(chainId), types: RECEIPT_TYPES } as const;
  const digest = hashTypedData({ ...typed, primaryType: "Receipt", message }) as Hash;
  const signature = await signAsRelayer(signer, address!, digest);
  return { signer: address!, signature: signatureBytes(signature) };
}

async function signAsRelayer(
  { db, keys }: Signer,
  address: Address,
  digest: Hash,
): Promise<Signature> {
  const seed = await openRelayerSeed(keys, await readRelayer(db, address), address);
  const wallet = walletOf(seed);
  const account = childOf(wallet, 0);
  seed.fill(0);
  wallet.wipePrivateData();
  try {
    assert.equal(accountAddress(account), address, "A relayer's seed leads to another address.");
    return signDigest(account, digest);
  } finally {
    account.wipePrivateData();
  }
}

/** Seals the relayers' seeds under the current key-encryption key. Answers how many lay under another one. */
export async function rewrapRelayers({
  db,
  keys,
  random,
}: Pick<Signer, "keys" | "random"> & { db: Queries }): Promise<number> {
  const { rows } = await db.query<RelayerRow>(
    `select address, format, sealed, key_encryption_key from custody.relayer_key
     where key_encryption_key <> $1`,
    [keys.currentId()],
  );
  for (const row of rows) {
    const seed = await openRelayerSeed(keys, wrappedOf(row), row.address);
    const { keyId, sealed } = await keys.seal(seed, contextOf(row.address), random);
    seed.fill(0);
    await db.query(
      `update custody.relayer_key set sealed = $3, key_encryption_key = $4
       where address = $1 and sealed = $2`,
      [row.address, row.sealed, sealed, keyId],
    );
  }
  return rows.length;
}

async function readRelayer(db: pg.Pool, address: Address): Promise<Wrapped> {
  const { rows } = await db.query<RelayerRow>(
    `select address, format, sealed, key_encryption_key from custody.relayer_key
     where address = $1`,
    [address],
  );
  assert.ok(rows[0] !== undefined, `No relayer of this town has the address ${address}.`);
  return wrappedOf(rows[0]);
}

function wrappedOf({ address, format, sealed, key_encryption_key }: RelayerRow): Wrapped {
  if (format !== FORMAT) throw damaged(address, `has format ${format}`);
  return { keyId: key_encryption_key, sealed };
}

async function openRelayerSeed(
  keys: Signer["keys"],
  wrapped: Wrapped,
  address: Address,
): Promise<Buffer> {
  const seed = await keys.open(wrapped, contextOf(address));
  if (seed === undefined) throw damaged(address, "was changed since it was sealed");
  return seed;
}

function contextOf(address: Address): Buffer {
  return joinUnambiguously("borgo/relayer/v1", address);
}

function damaged(address: Address, what: string): Fault {
  return new Fault("custody_unreachable", `The key of relayer ${address} ${what}.`, {
    retryable: false,
  });
}
