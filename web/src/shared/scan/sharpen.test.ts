import { expect } from "chai";

import { type Pixels, sharpen } from "./sharpen.ts";

const WIDTH = 9;
const HEIGHT = 5;

/** A picture with the same line of brightness in each of its rows. */
function rows(line: readonly number[]): Pixels {
  const greys = Array.from({ length: HEIGHT }, () => line).flat();
  const data = new Uint8ClampedArray(greys.flatMap((grey) => [grey, grey, grey, 255]));
  return { data, width: WIDTH, height: HEIGHT };
}

/** The middle row's brightness. */
function middle({ data }: Pixels): number[] {
  const start = Math.floor(HEIGHT / 2) * WIDTH * 4;
  return Array.from({ length: WIDTH }, (_, column) => data[start + column * 4]!);
}

describe("sharpening", () => {
  it("leaves an even picture as it is, to its very rim", () => {
    const even = rows(Array<number>(WIDTH).fill(140));
    sharpen(even, { radius: 2, strength: 3 });
    expect([...even.data].filter((_, index) => index % 4 !== 3)).to.satisfy((greys: number[]) =>
      greys.every((grey) => grey === 140),
    );
  });

  it("makes a levelled edge steep again", () => {
    const soft = rows([50, 50, 50, 80, 125, 170, 200, 200, 200]);
    sharpen(soft, { radius: 1, strength: 3 });
    const sharp = middle(soft);
    expect(sharp[5]! - sharp[3]!).to.be.greaterThan(1.5 * (170 - 80));
    expect(sharp[4]).to.be.closeTo(125, 1);
  });

  it("brings out a dark module that blur has nearly hidden between bright ones", () => {
    const faint = rows([200, 200, 200, 195, 180, 195, 200, 200, 200]);
    sharpen(faint, { radius: 2, strength: 2 });
    const [, , , , dark] = middle(faint);
    expect(dark).to.be.lessThan(170);
  });

  it("does the same to columns as to rows", () => {
    const line = [50, 60, 90, 120, 90, 60, 50, 50, 50];
    const along = rows(line);
    const greys = line.flatMap((grey) => Array<number>(HEIGHT).fill(grey));
    const across: Pixels = {
      data: new Uint8ClampedArray(greys.flatMap((grey) => [grey, grey, grey, 255])),
      width: HEIGHT,
      height: WIDTH,
    };
    sharpen(along, { radius: 1, strength: 2 });
    sharpen(across, { radius: 1, strength: 2 });
    const column = Math.floor(HEIGHT / 2) * 4;
    const down = line.map((_, row) => across.data[row * HEIGHT * 4 + column]!);
    expect(middle(along)).to.deep.equal(down);
  });

  it("weighs colours as the eye does, and leaves nothing but grey", () => {
    const data = new Uint8ClampedArray([255, 0, 0, 255]);
    sharpen({ data, width: 1, height: 1 }, { radius: 1, strength: 3 });
    expect([...data]).to.deep.equal([76, 76, 76, 255]);
  });
});
