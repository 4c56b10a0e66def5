import { strict as assert } from "node:assert";

import { ATTACKS, runAttack } from "../attacks/all-attacks.ts";
import { startTarget } from "../attacks/target.ts";

/** Each attack for a few seconds; `npm run test:attacks` keeps at it. */
describe("Attackers", function () {
  this.timeout(240_000);
  let target: Awaited<ReturnType<typeof startTarget>>;

  before(async () => (target = await startTarget()));
  after(() => target?.stop());

  for (const attack of ATTACKS)
    it(`get nothing by ${attack.name}`, async () => {
      const { successes } = await runAttack(attack, target, "short");
      assert.deepEqual(successes, []);
    });
});
