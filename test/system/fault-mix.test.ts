import { strict as assert } from "node:assert";

import { crashAtEachPoint } from "../faults/crash-points.ts";
import { violationsIn } from "../faults/judge-world.ts";
import { sendMalformed } from "../faults/malformed.ts";
import { Mining, hasMinedBatch, takeBack } from "../faults/mining.ts";
import { killAtRandom } from "../faults/random-kills.ts";
import type { Part } from "../faults/report.ts";
import { sellInTheSameMoment } from "../faults/same-moment.ts";
import { saleOf, sell } from "../faults/tills.ts";
import { type FaultTown, startFaultTown } from "../faults/town.ts";
import { createDice } from "../simulation/seeded-random.ts";

/** Final is two epochs behind: a few blocks can be taken back. */
const BLOCKS_PER_EPOCH = 4;
const SKEW_MS = 300_000;

/** A short part of `npm run test:faults`, in one town whose replicas' clocks are minutes apart. */
describe("The service, its database and its node under a short mix of faults", function () {
  this.timeout(240_000);
  const mining = new Mining();
  const { next: randomOf } = createDice(7, "fault mix");
  let town: FaultTown;

  before(async () => {
    town = await startFaultTown({
      ...{ skewsMs: [SKEW_MS, -SKEW_MS], blocksPerEpoch: BLOCKS_PER_EPOCH },
      onWorld: (chain) => void mining.run(chain),
    });
  });

  after(async () => {
    mining.stop();
    await town?.world.stop();
  });

  const holds = ({ violations }: Part) => assert.deepEqual(violations, []);

  it("answers the same request with the same answer, from many at once", async () => {
    holds(await sellInTheSameMoment(town, { requests: 300, randomOf }));
  });

  it("takes nothing from requests that are wrong", async () => {
    holds(await sendMalformed(town, { requests: 500, randomOf }));
  });

  it("settles again what a reorg took back", async () => {
    const { world, history, before: known, cards, tills } = town;
    for (const depth of [1, 3]) {
      mining.isPaused = true;
      const sale = saleOf(cards[depth]!, 5);
      assert.equal(await sell(history, () => world.urls, tills[0]![0], sale), "ok");
      const isMined = await hasMinedBatch(world);
      if (isMined) await takeBack(world, depth);
      mining.isPaused = false;
      assert.ok(isMined, "a settlement was in the newest block");
    }
    assert.deepEqual(await violationsIn(world, history, known), []);
  });

  it("loses and doubles nothing, killed at points that matter", async () => {
    holds(await crashAtEachPoint(town, 1, ["C2", "C4", "C6", "C11"]));
  });

  it("loses and doubles nothing, killed at random moments", async () => {
    holds(await killAtRandom(town, { kills: 5, randomOf }));
  });
});
