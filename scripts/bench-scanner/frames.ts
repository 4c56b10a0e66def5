import qrcode from "qrcode";

import { type Picture, addGlare, addNoise, blur, darken, draw, tear } from "./picture.ts";
import { type Dice, createDice } from "./dice.ts";

/** One frame of a phone's camera, as brightness alone, base64. */
export type Frame = { readonly width: number; readonly height: number; readonly grey: string };

/** What makes a frame hard. `side` is the code's side as a part of the frame's height. */
export type Condition = {
  readonly name: string;
  readonly side: readonly [least: number, most: number];
  /** Degrees by which the card is turned, either way. */
  readonly turn: number;
  /** How far a corner is pulled out of the square, as a part of the side. */
  readonly tilt: number;
  readonly spoil: (picture: Picture, dice: Dice, box: Box) => void;
};

export type Box = { readonly x: number; readonly y: number; readonly side: number };

const WIDTH = 1280;
const HEIGHT = 720;
const QUIET = 4;

const plain = { side: [0.45, 0.65], turn: 8, tilt: 0.03 } as const;

/** Each as a shop meets it. All frames have the noise of a cheap sensor. */
export const CONDITIONS: readonly Condition[] = [
  { name: "blur", ...plain, spoil: (picture, dice) => blur(picture, 2 + dice.upTo(3)) },
  { name: "noise", ...plain, spoil: (picture, dice) => addNoise(picture, dice, 45) },
  { name: "tilt", ...plain, turn: 45, tilt: 0.16, spoil: () => undefined },
  {
    name: "glare",
    ...plain,
    spoil: (picture, dice, { x, y, side }) => {
      const at = { x: x + dice.between(0.2, 0.8) * side, y: y + dice.between(0.2, 0.8) * side };
      addGlare(picture, at, side * dice.between(0.12, 0.2));
    },
  },
  {
    name: "low_light",
    ...plain,
    spoil: (picture, dice) => {
      darken(picture, dice.between(0.12, 0.2));
      addNoise(picture, dice, 5);
    },
  },
  {
    name: "far",
    side: [0.16, 0.22],
    turn: 10,
    tilt: 0.03,
    spoil: (picture) => blur(picture, 1),
  },
  {
    name: "torn",
    ...plain,
    spoil: (picture, dice, { x, y, side }) => {
      const at = { x: x + dice.between(0.4, 0.75) * side, y: y + dice.between(0.5, 0.8) * side };
      tear(picture, at, side * dice.between(0.12, 0.2));
    },
  },
];

/** Frames of one condition, the same ones at every run. */
export function framesOf(condition: Condition, text: string, count: number): Frame[] {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: "Q" }).modules;
  const isDark = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < size && column < size && data[row * size + column] === 1;
  return Array.from({ length: count }, (_, index) => {
    const dice = createDice(`${condition.name}/${index}`);
    const side = HEIGHT * dice.between(...condition.side);
    const box = {
      x: WIDTH / 2 - side / 2 + dice.between(-60, 60),
      y: HEIGHT / 2 - side / 2 + dice.between(-30, 30),
      side,
    };
    const pose = {
      ...box,
      degrees: dice.between(-condition.turn, condition.turn),
      pull: dice.between(-condition.tilt, condition.tilt),
      modules: size + 2 * QUIET,
      quiet: QUIET,
    };
    const picture = draw(WIDTH, HEIGHT, pose, isDark);
    condition.spoil(picture, dice, box);
    addNoise(picture, dice, 6);
    const grey = Buffer.from(picture.grey).toString("base64");
    return { width: WIDTH, height: HEIGHT, grey };
  });
}
