import { createECDH, createHmac } from "node:crypto";

/** Order of secp256k1's group: private keys are numbers from 1 to one less. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const KEY_BYTES = 32;
const HARDENED = 0x80000000;

/** A node of a BIP-32 tree, as far as its private half goes. Whoever has one clears both. */
export type SecretNode = { readonly key: Buffer; readonly chainCode: Buffer };

/** The root of a seed's tree (BIP-32). */
export function rootOf(seed: Uint8Array): SecretNode {
  return halvesOf(createHmac("sha512", "Bitcoin seed").update(seed).digest());
}

/** A hardened child (BIP-32): its parent's public half, the dear part of any derivation, has no say in it. */
export function hardenedChild({ key, chainCode }: SecretNode, index: number): SecretNode {
  const data = Buffer.alloc(1 + KEY_BYTES + 4);
  key.copy(data, 1);
  data.writeUInt32BE(HARDENED + index, 1 + KEY_BYTES);
  const tweak = halvesOf(createHmac("sha512", chainCode).update(data).digest());
  data.fill(0);
  const child = numberIn(tweak.key) + numberIn(key);
  tweak.key.fill(0);
  return { key: bytesOf(child % ORDER), chainCode: tweak.chainCode };
}

/** One in 2^127 is no key: the standard has whoever meets it take the next one, and nobody ever will. */
function halvesOf(bytes: Buffer): SecretNode {
  const node = { key: bytes.subarray(0, KEY_BYTES), chainCode: bytes.subarray(KEY_BYTES) };
  const number = numberIn(node.key);
  if (number === 0n || number >= ORDER) throw new RangeError("A seed that leads to no key.");
  return node;
}

/**
 * Whether the point that a signature stands for is odd; `undefined` where the signature is none of this key over this
 * digest. The equation that everybody checks, u1·G + u2·Q = R, worked out with the private key: one multiplication of
 * OpenSSL's, which has no arithmetic in common with what has signed.
 */
export function parityOf(
  key: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
): 0 | 1 | undefined {
  const [r, s] = [signature.subarray(0, KEY_BYTES), signature.subarray(KEY_BYTES)].map(numberIn);
  if (!isNumber(r!) || !isNumber(s!)) return undefined;
  const secret = ((numberIn(digest) + r! * numberIn(key)) * inverse(s!)) % ORDER;
  if (secret === 0n) return undefined;
  const point = timesGenerator(secret);
  if (numberIn(point.subarray(1)) % ORDER !== r) return undefined;
  return point[0] === 3 ? 1 : 0;
}

/** The compressed point: 2 or 3 for an even or odd y, then x. */
function timesGenerator(number: bigint): Buffer {
  const bytes = bytesOf(number);
  const pair = createECDH("secp256k1");
  pair.setPrivateKey(bytes);
  bytes.fill(0);
  return pair.getPublicKey(null, "compressed");
}

function isNumber(number: bigint): boolean {
  return number > 0n && number < ORDER;
}

/** Modulo the order; of what is public only, since its time tells what it works on. */
function inverse(number: bigint): bigint {
  let [rest, next, factor, nextFactor] = [ORDER, number, 0n, 1n];
  while (next !== 0n) {
    const times = rest / next;
    [rest, next] = [next, rest - times * next];
    [factor, nextFactor] = [nextFactor, factor - times * nextFactor];
  }
  return factor < 0n ? factor + ORDER : factor;
}

/** Without a text in between, which nobody could clear. */
function numberIn(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, KEY_BYTES);
  let number = 0n;
  for (let at = 0; at < KEY_BYTES; at += 8) number = (number << 64n) | view.getBigUint64(at);
  return number;
}

function bytesOf(number: bigint): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES);
  for (let at = KEY_BYTES - 8, rest = number; at >= 0; at -= 8, rest >>= 64n)
    bytes.writeBigUInt64BE(rest & 0xffffffffffffffffn, at);
  return bytes;
}
