/** Local value in circulation: a yearly limit, a campaign, rewards. */
import type { Wallet } from "ethers";

import { ADMIN_DELAY, DAY, type Town, by, networkHelpers, refOf } from "./fixture.ts";

export const LIMIT = 50_000n;
export const CAMPAIGN = refOf("walk to school");
export const BUDGET = 20_000n;

/** ADMIN sets the limit the only way it can: announced, waited for, done. */
export async function setYearlyLimit({ authority, localToken, officers }: Town, limit: bigint) {
  const call = localToken.interface.encodeFunctionData("setYearlyLimit", [limit]);
  await by(officers.admin, authority).schedule(localToken, call, 0);
  await networkHelpers.time.increase(ADMIN_DELAY);
  return by(officers.admin, localToken).setYearlyLimit(limit);
}

/** A campaign of 30 days from now. */
export async function openCampaign({ localToken, officers }: Town, cap = BUDGET) {
  const now = await networkHelpers.time.latest();
  return by(officers.treasurer, localToken).openCampaign(CAMPAIGN, cap, now, now + 30 * DAY);
}

export function reward(
  { localToken, officers }: Town,
  rewards: readonly (readonly [Wallet, bigint])[],
  ref = refOf("rewards of the first week"),
) {
  return by(officers.rewarder, localToken).reward(
    CAMPAIGN,
    rewards.map(([account]) => account.address),
    rewards.map(([, amount]) => amount),
    ref,
  );
}
