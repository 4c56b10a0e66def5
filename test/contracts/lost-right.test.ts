import { expect } from "chai";

import { FUNCTION_ROLES, ROLE_IDS } from "#core/chain/roles.ts";

import {
  ADMIN_DELAY,
  DAY,
  type Town,
  ada,
  by,
  credit,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
  statementOf,
} from "./fixture.ts";
import { groupsOf, signPayment } from "./signed.ts";

const NOBODY = ethers.ZeroAddress;
const PUBLIC_ROLE = 2n ** 64n - 1n;
const SIGNATURE = Object.keys(FUNCTION_ROLES.voucher).find((name) => name.startsWith("redeem("))!;
const REDEEM = ethers.id(SIGNATURE).slice(0, 10);
/** The authority itself lets a changed grant delay begin only after this. */
const SETBACK = 5 * DAY;
/** Enough for a transaction to begin at all, and the step in which its gas is raised. */
const LEAST_GAS = 30_000n;
const GAS_STEP = 1_500n;

describe("The right to redeem, lost in roundabout ways", () => {
  let town: Town;
  let treasurer: Town["officers"]["treasurer"];
  let statements: number;

  beforeEach(async () => {
    town = await freshTown();
    ({ treasurer } = town.officers);
    statements = 0;
    await credit(town, [[ada, 10_000n]]);
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 3_000n, nonce: 1n });
    await town.voucher.settle(groupsOf([signed]));
    await redeem();
    expect(await town.voucher.redeemer()).to.equal(treasurer.address);
  });

  const redeem = (who = treasurer) =>
    by(who, town.voucher).redeem([
      { merchant: grocer.address, amount: 10n, statement: statementOf("one", ++statements) },
    ]);

  const refused = (who = treasurer) =>
    expect(redeem(who)).to.be.revertedWithCustomError(town.voucher, "AccessManagedUnauthorized");

  const call = (name: string, ...args: readonly unknown[]) =>
    town.authority.interface.encodeFunctionData(name, args);

  /** ADMIN announces a call to the authority, waits, and makes it. */
  async function adminDoes(data: string): Promise<void> {
    const { admin } = town.officers;
    await by(admin, town.authority).schedule(town.authority, data, 0);
    await networkHelpers.time.increase(ADMIN_DELAY);
    await admin.sendTransaction({ to: town.authority, data });
  }

  it("is lost where another role administers TREASURY and takes it away at once", async () => {
    await adminDoes(call("setRoleAdmin", ROLE_IDS.treasury, ROLE_IDS.guardian));
    expect(await town.voucher.redeemer(), "nobody has lost anything yet").to.equal(
      treasurer.address,
    );
    await by(town.officers.guardian, town.authority).revokeRole(ROLE_IDS.treasury, treasurer);
    expect(await town.voucher.redeemer()).to.equal(NOBODY);
    await refused();
  });

  it("is lost in a bundle of calls as in a call", async () => {
    const giveUp = call("renounceRole", ROLE_IDS.treasury, treasurer.address);
    await by(treasurer, town.authority).multicall([giveUp]);
    await refused();
  });

  it("is not kept by giving the role up with too little gas to tell the voucher", async () => {
    const data = call("renounceRole", ROLE_IDS.treasury, treasurer.address);
    const request = { to: town.authority, data };
    const enough = await treasurer.estimateGas(request);
    const before = await networkHelpers.takeSnapshot();
    let refusals = 0;
    for (let gasLimit = LEAST_GAS; gasLimit <= enough + GAS_STEP; gasLimit += GAS_STEP) {
      const sent = treasurer.sendTransaction({ ...request, gasLimit });
      const isDone = await sent.then(
        () => true,
        () => false,
      );
      if (!isDone) ++refusals;
      const [holds] = (await town.authority.hasRole(ROLE_IDS.treasury, treasurer)) as [boolean];
      const redeemer = (await town.voucher.redeemer()) as string;
      expect([holds, redeemer], `with ${gasLimit} gas`).to.deep.equal(
        isDone ? [false, NOBODY] : [true, treasurer.address],
      );
      await before.restore();
    }
    expect(refusals, "limits that were too low").to.be.greaterThan(5);
  });

  it("comes back with the role only after the delay with which that is given", async () => {
    await adminDoes(call("setGrantDelay", ROLE_IDS.treasury, DAY));
    await networkHelpers.time.increase(SETBACK);
    await adminDoes(call("revokeRole", ROLE_IDS.treasury, treasurer.address));
    await adminDoes(call("grantRole", ROLE_IDS.treasury, treasurer.address, 0));
    await refused();
    await networkHelpers.time.increase(DAY);
    await redeem();
    expect(await town.voucher.redeemer()).to.equal(treasurer.address);
  });

  it("is not at once again where a delay is taken back", async () => {
    await adminDoes(call("grantRole", ROLE_IDS.treasury, treasurer.address, 4 * DAY));
    await adminDoes(call("grantRole", ROLE_IDS.treasury, treasurer.address, 0));
    // Sent as they are: the voucher's own refusal is another than the authority's.
    await expect(redeem()).to.be.revertedWithCustomError(
      town.authority,
      "AccessManagerNotScheduled",
    );
    await networkHelpers.time.increase(4 * DAY);
    await redeem();
    expect(await town.voucher.redeemer()).to.equal(treasurer.address);
  });

  it("was everybody's for a while, and is not kept by who used it then", async () => {
    const { stranger } = town.officers;
    const assign = (role: bigint | number) =>
      call("setTargetFunctionRole", town.voucher.target, [REDEEM], role);
    await adminDoes(assign(PUBLIC_ROLE));
    await redeem(stranger);
    expect(await town.voucher.redeemer()).to.equal(stranger.address);
    await adminDoes(assign(ROLE_IDS.treasury));
    await refused(stranger);
    await redeem();
  });

  it("is lost under the old authority while the voucher is under a new one, and stays lost", async () => {
    const { deployer } = town.officers;
    const other = await ethers.deployContract("TownAuthority", [deployer.address]);
    await adminDoes(call("updateAuthority", town.voucher.target, other.target));
    await other.getFunction("setTargetFunctionRole")(town.voucher, [REDEEM], ROLE_IDS.treasury);
    await other.getFunction("grantRole")(ROLE_IDS.treasury, treasurer, 0);
    await other.getFunction("addFollower")(town.voucher);
    await redeem();
    await by(treasurer, town.authority).renounceRole(ROLE_IDS.treasury, treasurer);
    expect(await town.voucher.redeemer(), "who is told is under another").to.equal(
      treasurer.address,
    );
    await other.getFunction("updateAuthority")(town.voucher, town.authority);
    expect(await town.voucher.redeemer()).to.equal(NOBODY);
    await refused();
  });
});
