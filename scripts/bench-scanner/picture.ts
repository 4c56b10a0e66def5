import type { Dice } from "./dice.ts";

/** Brightness, row by row, 0 to 255. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8ClampedArray;
};

type Point = { readonly x: number; readonly y: number };

export type Pose = {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly degrees: number;
  /** How much farther away the lower edge is than the middle, as a part of the distance. */
  readonly pull: number;
  /** Modules on a side, the clear ones around included. */
  readonly modules: number;
  readonly quiet: number;
};

const COUNTER = 120;
const PAPER = 228;
const INK = 28;

/** A card with its code on a counter, turned and tilted. */
export function draw(
  width: number,
  height: number,
  pose: Pose,
  isDark: (row: number, column: number) => boolean,
): Picture {
  const grey = new Uint8ClampedArray(width * height).fill(COUNTER);
  const { x, y, side, modules, quiet } = pose;
  const middle = { x: x + side / 2, y: y + side / 2 };
  const angle = (-pose.degrees * Math.PI) / 180;
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const at = turn({ x: column - middle.x, y: row - middle.y }, angle);
      // What is farther away looks smaller, both ways: a plane seen from a slant.
      const depth = side * (1 + (2 * pose.pull * at.y) / side);
      const [u, v] = [at.x / depth + 0.5, at.y / depth + 0.5];
      if (u < -0.1 || u > 1.1 || v < -0.1 || v > 1.1) continue;
      const dark = isDark(Math.floor(v * modules) - quiet, Math.floor(u * modules) - quiet);
      grey[row * width + column] = dark ? INK : PAPER;
    }
  return { width, height, grey };
}

function turn({ x, y }: Point, angle: number): Point {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return { x: x * cosine - y * sine, y: x * sine + y * cosine };
}

/** A box blur, twice: a lens out of focus, or a hand that moves. */
export function blur(picture: Picture, radius: number): void {
  for (let time = 0; time < 2; time += 1) {
    blurLines(picture, radius, picture.width, picture.height, 1, picture.width);
    blurLines(picture, radius, picture.height, picture.width, picture.width, 1);
  }
}

function blurLines(
  { grey }: Picture,
  radius: number,
  length: number,
  lines: number,
  step: number,
  stride: number,
): void {
  const line = new Float32Array(length);
  for (let index = 0; index < lines; index += 1) {
    const start = index * stride;
    for (let at = 0; at < length; at += 1) line[at] = grey[start + at * step]!;
    let sum = 0;
    for (let at = -radius; at <= radius; at += 1) sum += line[clamp(at, length)]!;
    for (let at = 0; at < length; at += 1) {
      grey[start + at * step] = sum / (2 * radius + 1);
      sum += line[clamp(at + radius + 1, length)]! - line[clamp(at - radius, length)]!;
    }
  }
}

function clamp(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}

/** Sensor noise, roughly normal, with this deviation. */
export function addNoise({ grey }: Picture, dice: Dice, deviation: number): void {
  for (let index = 0; index < grey.length; index += 1) {
    const roll = dice.next() + dice.next() + dice.next() - 1.5;
    grey[index] = grey[index]! + roll * 2 * deviation;
  }
}

/** A lamp's reflection: white in its middle, fading out. */
export function addGlare(picture: Picture, at: Point, radius: number): void {
  eachNear(picture, at, radius, (index, distance) => {
    const share = Math.min(1, 1.6 * (1 - distance));
    picture.grey[index] = picture.grey[index]! + share * (255 - picture.grey[index]!);
  });
}

/** Little light: everything close to black, contrast gone with it. */
export function darken({ grey }: Picture, share: number): void {
  for (let index = 0; index < grey.length; index += 1) grey[index] = 12 + grey[index]! * share;
}

/** A piece of the code torn off: the counter shows through. */
export function tear(picture: Picture, at: Point, radius: number): void {
  eachNear(picture, at, radius, (index) => {
    picture.grey[index] = COUNTER;
  });
}

function eachNear(
  { width, height }: Picture,
  at: Point,
  radius: number,
  change: (index: number, distance: number) => void,
): void {
  const [top, bottom] = [Math.max(0, Math.floor(at.y - radius)), Math.min(height, at.y + radius)];
  const [left, right] = [Math.max(0, Math.floor(at.x - radius)), Math.min(width, at.x + radius)];
  for (let row = top; row < bottom; row += 1)
    for (let column = left; column < right; column += 1) {
      const distance = Math.hypot(column - at.x, row - at.y) / radius;
      if (distance < 1) change(row * width + column, distance);
    }
}
