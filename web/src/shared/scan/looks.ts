import type { Sharpness } from "./sharpen.ts";

/** One way of looking at a picture. */
export type Look = {
  /** How much of each side is looked at, around the middle. */
  readonly part: number;
  /** Pixels of the longer side at most; what is larger is made smaller. */
  readonly pixels: number;
  readonly sharpness?: Sharpness;
};

/**
 * How frames are looked at in turn. No single way reads all: a small picture evens out noise, dim light and a torn edge;
 * a sharpened one reads through blur and glare; the sharpened middle finds a card held far away, whose modules are two
 * pixels wide; and the whole, as it is, one that is far away in dim light or beside the middle. `npm run bench:scanner`
 * shows what they are worth together, and what each costs.
 */
export const LOOKS: readonly Look[] = [
  { part: 1, pixels: 640 },
  { part: 1, pixels: 960, sharpness: { radius: 2, strength: 2 } },
  { part: 0.5, pixels: 640, sharpness: { radius: 1, strength: 3 } },
  { part: 1, pixels: 1280 },
];
