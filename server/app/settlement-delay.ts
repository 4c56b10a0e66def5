import { oldestUnsettledSeconds } from "../payments/payments.ts";
import { isUp } from "./is-up.ts";
import type { ServiceDeps } from "./service-deps.ts";

/** Seconds that a payment may wait for the chain beyond its usual time before the tills say so. */
const PATIENCE_SECONDS = 120;

/**
 * Whether the chain does not answer now, or accepted payments have waited for it unusually long. They hold all the
 * same: a till only says that their registration is late.
 */
export async function isSettlementDelayed({ db, pace, chain }: ServiceDeps): Promise<boolean> {
  if (!(await isUp(() => chain.latestHead()))) return true;
  const usual = pace.settleAfterSeconds + pace.batchEverySeconds + 100 * chain.chain.blockSeconds;
  return (await oldestUnsettledSeconds(db)) > usual + PATIENCE_SECONDS;
}
