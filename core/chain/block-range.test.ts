import { strict as assert } from "node:assert";

import fc from "fast-check";

import {
  FIRST_PACE,
  type RangePace,
  paceAfterFailure,
  paceAfterRead,
  paceAfterRefusal,
} from "./block-range.ts";

const quick = { milliseconds: 10, logs: 3 };

describe("The range of blocks asked for at once", () => {
  it("doubles while answers are quick, up to what a node refused", () => {
    const refused = paceAfterRefusal({ blocks: 4_000n, ceiling: 65_536n });
    assert.deepEqual(refused, { blocks: 2_000n, ceiling: 2_000n });
    const failed = paceAfterFailure(refused);
    assert.deepEqual(failed, { blocks: 1_000n, ceiling: 2_000n });
    assert.equal(paceAfterRead(failed, quick).blocks, 2_000n);
  });

  it("creeps beyond a refusal, so that one bad day is not for ever", () => {
    let pace: RangePace = { blocks: 2_000n, ceiling: 2_000n };
    pace = paceAfterRead(pace, quick);
    assert.equal(pace.blocks, 2_125n);
    for (let round = 0; round < 60; round += 1) pace = paceAfterRead(pace, quick);
    assert.ok(pace.blocks > 50_000n);
  });

  it("shrinks where an answer was slow or large, and stays where it was middling", () => {
    const { blocks } = FIRST_PACE;
    assert.equal(paceAfterRead(FIRST_PACE, { milliseconds: 5_000, logs: 0 }).blocks, blocks / 2n);
    assert.equal(paceAfterRead(FIRST_PACE, { milliseconds: 1, logs: 30_000 }).blocks, blocks / 2n);
    assert.equal(paceAfterRead(FIRST_PACE, { milliseconds: 1_000, logs: 0 }).blocks, blocks);
    assert.equal(paceAfterRead(FIRST_PACE, { milliseconds: 1, logs: 6_000 }).blocks, blocks);
  });

  it("is never less than one block nor more than a million, whatever happens", () => {
    const step = fc.oneof(
      fc.constant(paceAfterRefusal),
      fc.constant(paceAfterFailure),
      fc
        .record({ milliseconds: fc.nat(10_000), logs: fc.nat(40_000) })
        .map((cost) => (pace: RangePace) => paceAfterRead(pace, cost)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let pace = FIRST_PACE;
        for (const next of steps) {
          pace = next(pace);
          assert.ok(pace.blocks >= 1n && pace.blocks <= 1_000_000n);
          assert.ok(pace.ceiling >= 1n);
        }
      }),
    );
  });
});
