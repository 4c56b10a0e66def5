import { ECDH } from "node:crypto";

import { HDKey, publicKeyToAddress, serializeSignature } from "viem/accounts";

import { type Address, type Hash, addressOf } from "#core/shared/ids.ts";

import { hardenedChild, parityOf, rootOf } from "./key-arithmetic.ts";

/** A signature over a digest: `s` is the low one. */
export type Signature = { readonly r: Hash; readonly s: Hash; readonly yParity: 0 | 1 };

/** BIP-44 for Ethereum: m/44'/60'/0'/0. Accounts are its plain children, so its public half derives them all. */
const HARDENED_PATH = [44, 60, 0];
const WALLET_INDEX = 0;
const LAST_INDEX = 0x7fffffff;

/**
 * The wallet node of a seed. Holds private key material: whoever calls clears it with `wipePrivateData`. The nodes
 * on the way are cleared here.
 */
export function walletOf(seed: Uint8Array): HDKey {
  let node = rootOf(seed);
  for (const index of HARDENED_PATH) {
    const child = hardenedChild(node, index);
    node.key.fill(0);
    node.chainCode.fill(0);
    node = child;
  }
  const above = new HDKey({
    privateKey: node.key,
    chainCode: node.chainCode,
    depth: HARDENED_PATH.length,
  });
  const wallet = above.deriveChild(WALLET_INDEX);
  above.wipePrivateData();
  node.key.fill(0);
  return wallet;
}

/** The public half of a seed's wallet: derives every account of a card, signs nothing. */
export function extendedPublicKeyOf(seed: Uint8Array): string {
  const wallet = walletOf(seed);
  wallet.wipePrivateData();
  return wallet.publicExtendedKey;
}

/** The address of account `index` (from 0) below an extended public key. */
export function deriveAccount(extendedPublicKey: string, index: number): Address {
  return accountAddress(childOf(HDKey.fromExtendedKey(extendedPublicKey), index));
}

/** Account `index` of a wallet: with its private key where the wallet has its own. */
export function childOf(wallet: HDKey, index: number): HDKey {
  if (!Number.isInteger(index) || index < 0 || index > LAST_INDEX)
    throw new RangeError(`Not an account index: ${index}.`);
  return wallet.deriveChild(index);
}

export function accountAddress({ publicKey }: HDKey): Address {
  const point = ECDH.convertKey(publicKey!, "secp256k1", undefined, "hex", "uncompressed");
  return addressOf(publicKeyToAddress(`0x${point as string}`));
}

/** Signs a 32-byte digest. The signature is checked before it leaves: a fault in the arithmetic shows no key. */
export function signDigest(account: HDKey, digest: Hash): Signature {
  const bytes = Buffer.from(digest.slice(2), "hex");
  const compact = account.sign(bytes);
  const yParity = parityOf(account.privateKey!, bytes, compact);
  if (yParity === undefined) throw new Error("A signature is not its own account's.");
  return { ...splitCompact(compact), yParity };
}

/** As contracts read it: r, s and v (27 or 28), 65 bytes in hexadecimal. */
export function signatureBytes(signature: Signature): `0x${string}` {
  return serializeSignature(signature);
}

function splitCompact(compact: Uint8Array): { r: Hash; s: Hash } {
  const hex = Buffer.from(compact).toString("hex");
  return { r: `0x${hex.slice(0, 64)}`, s: `0x${hex.slice(64)}` };
}
