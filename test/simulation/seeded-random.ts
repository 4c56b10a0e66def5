/** Chance that a seed decides: the same seed draws the same. */
export type Dice = {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number from 0 to `most`, both included. */
  upTo(most: number): number;
  happens(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** For ids: the same stream of bytes each time. */
  bytes(length: number): Buffer;
};

/** `stream` tells apart what is drawn for different ends, so that one more draw here changes nothing there. */
export function createDice(seed: number, stream: string): Dice {
  let state = mixed(`${seed}/${stream}`);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  return {
    next,
    upTo,
    happens: (probability) => probability > 0 && next() < probability,
    pick: (items) => items[upTo(items.length - 1)]!,
    bytes: (length) => Buffer.from(Array.from({ length }, () => upTo(255))),
  };
}

/** A 32-bit number that depends on every character. */
export function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** 32 bytes that stand for what was hashed. Not cryptography: nobody attacks a simulation. */
export function hashOf(text: string): `0x${string}` {
  let hex = "";
  for (let part = 0; part < 8; part += 1)
    hex += (mixed(`${part}${text}`) >>> 0).toString(16).padStart(8, "0");
  return `0x${hex}`;
}
