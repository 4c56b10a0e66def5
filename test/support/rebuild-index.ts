import { EMBEDDED_CHAIN } from "#core/chain/chains.ts";

import type { Stack } from "../../scripts/stack.ts";
import { PROJECTIONS } from "../../server/app/projections.ts";
import { newMemory } from "../../server/indexer/read-range.ts";
import { rebuild } from "../../server/indexer/relearn.ts";
import { connectChain } from "../../server/shared/chain-rpc.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";

/** Has a town's chain read again from its first block; `blocks`: always so many at once. */
export async function rebuildIndex(
  { ownerUrl, rpcUrl, deployment }: Stack,
  blocks?: bigint,
): Promise<void> {
  const log = createLog("silent", "test");
  const db = openDatabase(ownerUrl, 2);
  const chain = connectChain({ clock: systemClock, log }, EMBEDDED_CHAIN, [rpcUrl]);
  const pace = blocks === undefined ? {} : { pace: { blocks, ceiling: blocks } };
  const memory = { ...newMemory(), ...pace };
  const deps = { db, chain, clock: systemClock, log, deployment, projections: PROJECTIONS, memory };
  await rebuild(deps).finally(() => db.destroy());
}
