import { expect } from "chai";

import {
  type Town,
  ada,
  bruno,
  by,
  carla,
  credit,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

describe("Reclaiming what was not spent", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 500n],
    ]);
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 3_000n, nonce: 1n });
    await town.voucher.settle(groupsOf([signed]));
  });

  const end = () => networkHelpers.time.increaseTo(town.terms.settleableUntil + 1);
  const reclaim = (...accounts: { address: string }[]) =>
    by(town.officers.treasurer, town.voucher).reclaim(accounts.map(({ address }) => address));

  it("is refused until the last second to settle has passed", async () => {
    await networkHelpers.time.setNextBlockTimestamp(town.terms.settleableUntil);
    await expect(reclaim(ada))
      .to.be.revertedWithCustomError(town.voucher, "ProgrammeNotEnded")
      .withArgs(town.terms.settleableUntil);
    await networkHelpers.time.setNextBlockTimestamp(town.terms.settleableUntil + 1);
    await reclaim(ada);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(0n);
  });

  it("is refused, for all of the list, where one account is no beneficiary's", async () => {
    await end();
    for (const account of [grocer, carla])
      await expect(reclaim(ada, account))
        .to.be.revertedWithCustomError(town.voucher, "HolderNotEligible")
        .withArgs(account.address);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(7_000n);
  });

  it("burns what is left of each account and leaves the merchants alone", async () => {
    await end();
    const sent = await reclaim(ada, bruno);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", ada.address, ethers.ZeroAddress, 7_000n],
      ["Transfer", bruno.address, ethers.ZeroAddress, 500n],
      ["Reclaimed", 2n, 7_500n],
    ]);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(3_000n);
    expect([...(await town.voucher.totals())]).to.deep.equal([10_500n, 0n, 7_500n]);
    expect(await town.voucher.totalSupply()).to.equal(3_000n);
  });

  it("of the same account again moves nothing", async () => {
    await end();
    await reclaim(ada, ada);
    const sent = await reclaim(ada);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([["Reclaimed", 1n, 0n]]);
    expect([...(await town.voucher.totals())]).to.deep.equal([10_500n, 0n, 7_000n]);
  });

  it("reaches blocked accounts too", async () => {
    await by(town.officers.guardian, town.voucher).blockAccounts([bruno.address]);
    await end();
    await reclaim(bruno);
    expect(await town.voucher.balanceOf(bruno.address)).to.equal(0n);
  });
});
