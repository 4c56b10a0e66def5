import { oldestUnsettled } from "../payments/payments.ts";
import type { ServiceDeps } from "./service-deps.ts";

/** Seconds that a payment may wait for the chain beyond its usual time before the tills say so. */
const PATIENCE_SECONDS = 120;

/**
 * Whether accepted payments have waited unusually long for the chain. They hold all the same: a till only says that
 * their registration is late.
 */
export async function isSettlementDelayed({
  db,
  clock,
  pace,
  chain,
}: ServiceDeps): Promise<boolean> {
  const oldest = await oldestUnsettled(db);
  if (oldest === undefined) return false;
  const usual = pace.settleAfterSeconds + pace.batchEverySeconds + 100 * chain.chain.blockSeconds;
  return clock.now().getTime() - oldest.getTime() > (usual + PATIENCE_SECONDS) * 1000;
}
