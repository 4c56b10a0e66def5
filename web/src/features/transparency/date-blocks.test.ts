import { expect } from "chai";
import fc from "fast-check";

import { dateBlocks } from "./date-blocks.ts";

const PERIOD = 100n;
const isSamePeriod = (one: bigint, other: bigint) => one / PERIOD === other / PERIOD;

/** Blocks whose times never go back, as a chain has them. */
const chain = fc
  .array(fc.record({ gap: fc.bigInt(1n, 50n), wait: fc.bigInt(0n, 90n) }), { maxLength: 200 })
  .map((steps) => {
    let block = 0n;
    let time = 0n;
    return new Map(steps.map(({ gap, wait }) => [(block += gap), (time += wait)]));
  });

describe("dating blocks", () => {
  it("puts every block into the period that it is of", async () => {
    await fc.assert(
      fc.asyncProperty(chain, async (times) => {
        const dates = await dateBlocks(
          [...times.keys()],
          async (block) => times.get(block)!,
          isSamePeriod,
        );
        expect([...dates.keys()].sort()).to.deep.equal([...times.keys()].sort());
        for (const [block, time] of times)
          expect(isSamePeriod(dates.get(block)!, time)).to.equal(true);
      }),
    );
  });

  it("asks for few of many blocks", async () => {
    let asked = 0;
    const blocks = Array.from({ length: 10_000 }, (_, index) => BigInt(index));
    const timeOf = async (block: bigint) => {
      asked += 1;
      return block;
    };
    await dateBlocks(blocks, timeOf, (one, other) => one / 2_000n === other / 2_000n);
    expect(asked).to.be.below(100);
  });
});
