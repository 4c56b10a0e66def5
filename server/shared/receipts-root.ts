import {
  type ByteArray,
  type Hex,
  concatBytes,
  hexToBytes,
  keccak256,
  numberToHex,
  toRlp,
} from "viem";

import type { Hash } from "#core/shared/ids.ts";

/** A receipt as a node tells it over JSON-RPC: what of it the block's receipts root is made of. */
export type RpcReceipt = {
  readonly type?: Hex;
  readonly status?: Hex;
  /** Before Byzantium a receipt held the state's root instead of a status. */
  readonly root?: Hex;
  readonly cumulativeGasUsed: Hex;
  readonly logsBloom: Hex;
  readonly logs: readonly RpcLog[];
  /** Of the OP stack's deposits only. */
  readonly depositNonce?: Hex;
  readonly depositReceiptVersion?: Hex;
};

export type RpcLog = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex };

/**
 * The root of the trie that a block's header commits to with `receiptsRoot`: a node that leaves a log out, adds one or
 * changes one cannot make it come out the same.
 */
export function receiptsRoot(receipts: readonly RpcReceipt[]): Hash {
  return trieRoot(receipts.map(encodeReceipt));
}

function encodeReceipt(receipt: RpcReceipt): ByteArray {
  const fields = [
    receipt.root ?? minimal(receipt.status ?? "0x"),
    minimal(receipt.cumulativeGasUsed),
    receipt.logsBloom,
    receipt.logs.map(({ address, topics, data }) => [address, [...topics], data]),
    ...(receipt.depositNonce === undefined ? [] : [minimal(receipt.depositNonce)]),
    ...(receipt.depositReceiptVersion === undefined
      ? []
      : [minimal(receipt.depositReceiptVersion)]),
  ];
  const body = toRlp(fields, "bytes");
  const type = Number(receipt.type ?? "0x0");
  return type === 0 ? body : concatBytes([Uint8Array.of(type), body]);
}

/** RLP writes numbers without leading zeros, and zero as nothing. */
function minimal(quantity: Hex): Hex {
  const digits = quantity.slice(2).replace(/^0+/, "");
  return `0x${digits.length % 2 === 0 ? "" : "0"}${digits}`;
}

type Pair = { readonly key: readonly number[]; readonly value: ByteArray };
type Node = (ByteArray | Node)[];

const NOTHING = new Uint8Array();
const EMPTY_ROOT = keccak256(toRlp(NOTHING, "bytes")) as Hash;

/** The root of the Merkle Patricia trie that keeps each item under the RLP of its position. */
export function trieRoot(items: readonly ByteArray[]): Hash {
  if (items.length === 0) return EMPTY_ROOT;
  const pairs = items.map((value, index) => ({ key: nibblesOf(keyOf(index)), value }));
  return keccak256(encode(nodeOf(pairs, 0))) as Hash;
}

function keyOf(index: number): ByteArray {
  return toRlp(index === 0 ? NOTHING : hexToBytes(evenHex(index)), "bytes");
}

function evenHex(number: number): Hex {
  return numberToHex(number, { size: Math.ceil(number.toString(16).length / 2) });
}

function nibblesOf(bytes: ByteArray): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}

/** The node under which all these pairs hang, whose keys agree in their first `depth` nibbles. */
function nodeOf(pairs: readonly Pair[], depth: number): Node {
  const [first] = pairs;
  if (pairs.length === 1) return [compact(first!.key.slice(depth), true), first!.value];
  const shared = sharedNibbles(pairs, depth);
  if (shared > 0) {
    const path = compact(first!.key.slice(depth, depth + shared), false);
    return [path, reference(nodeOf(pairs, depth + shared))];
  }
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const below = pairs.filter(({ key }) => key[depth] === nibble);
    return below.length === 0 ? NOTHING : reference(nodeOf(below, depth + 1));
  });
  return [...children, pairs.find(({ key }) => key.length === depth)?.value ?? NOTHING];
}

function sharedNibbles(pairs: readonly Pair[], depth: number): number {
  const { key } = pairs[0]!;
  let shared = 0;
  while (
    depth + shared < key.length &&
    pairs.every((pair) => pair.key[depth + shared] === key[depth + shared])
  )
    shared += 1;
  return shared;
}

/** A nibble path with its length's parity and whether it ends at a leaf ("hex prefix"). */
function compact(path: readonly number[], isLeaf: boolean): ByteArray {
  const isOdd = path.length % 2 === 1;
  const flag = (isLeaf ? 2 : 0) + (isOdd ? 1 : 0);
  const nibbles = isOdd ? [flag, ...path] : [flag, 0, ...path];
  return Uint8Array.from({ length: nibbles.length / 2 }, (_, index) => {
    return nibbles[2 * index]! * 16 + nibbles[2 * index + 1]!;
  });
}

/** A node shorter than a hash stands for itself. */
function reference(node: Node): ByteArray | Node {
  const encoded = encode(node);
  return encoded.length < 32 ? node : keccak256(encoded, "bytes");
}

function encode(node: Node): ByteArray {
  return toRlp(node, "bytes");
}
