import { createHash } from "node:crypto";

/** Numbers that look random and are the same for the same seed. */
export type Dice = {
  /** From 0 up to 1, without 1. */
  next(): number;
  between(least: number, most: number): number;
  /** A whole number from 0 up to `most`, without it. */
  upTo(most: number): number;
};

/** Mulberry32, seeded by a text. */
export function createDice(seed: string): Dice {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    upTo: (most) => Math.floor(next() * most),
  };
}
