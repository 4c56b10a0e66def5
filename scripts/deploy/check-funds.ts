import type { PlannedContract } from "./create2.ts";
import { type Deployer, outOfFunds } from "./deployer.ts";

/** The roles of all contracts are given in one transaction, the deployer's own given up in another. */
const ROLES_GAS = 2_000_000n;

/** Prices move while we deploy, and some chains charge for the data besides. In percent. */
const MARGIN = 120n;

/** Throws `DeployRefused` before anything is sent where the account cannot pay for these contracts and the roles. */
export async function checkFunds(
  deployer: Deployer,
  missing: readonly PlannedContract[],
): Promise<void> {
  if (missing.length === 0) return;
  const { account, reader } = deployer;
  const gas = await Promise.all(
    missing.map(({ initCode }) => reader.estimateGas({ account: account.address, data: initCode })),
  );
  const { maxFeePerGas } = await reader.estimateFeesPerGas();
  const units = gas.reduce((sum, one) => sum + one, ROLES_GAS);
  const needed = (units * maxFeePerGas * MARGIN) / 100n;
  const balance = await reader.getBalance({ address: account.address });
  if (balance < needed) throw outOfFunds(deployer, balance, needed);
}
