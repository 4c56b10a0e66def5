import { expect } from "chai";

import {
  DAY,
  type Town,
  ada,
  baker,
  by,
  credit,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

describe("Redeeming", () => {
  let town: Town;
  const STATEMENT = refOf("statement of November");

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [[ada, 10_000n]]);
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 3_000n, nonce: 1n });
    await town.voucher.settle(groupsOf([signed]));
  });

  const redeem = (merchant: { address: string }, amount: bigint, statement = STATEMENT) =>
    by(town.officers.treasurer, town.voucher).redeem(merchant.address, amount, statement);

  it("is refused for an account that took no payment", async () => {
    for (const account of [ada, baker])
      await expect(redeem(account, 1n))
        .to.be.revertedWithCustomError(town.voucher, "HolderNotEligible")
        .withArgs(account.address);
  });

  it("is refused for one cent more than the merchant holds, and uses no reference up", async () => {
    await expect(redeem(grocer, 3_001n))
      .to.be.revertedWithCustomError(town.voucher, "ERC20InsufficientBalance")
      .withArgs(grocer.address, 3_000n, 3_001n);
    expect(await town.voucher.isStatementRedeemed(STATEMENT)).to.equal(false);
  });

  it("is refused for a statement that was redeemed", async () => {
    await redeem(grocer, 1_000n);
    await expect(redeem(grocer, 1_000n))
      .to.be.revertedWithCustomError(town.voucher, "StatementAlreadyRedeemed")
      .withArgs(STATEMENT);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(2_000n);
  });

  it("burns the merchant's vouchers and names the statement", async () => {
    const sent = await redeem(grocer, 3_000n);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", grocer.address, ethers.ZeroAddress, 3_000n],
      ["Redeemed", grocer.address, 3_000n, STATEMENT],
    ]);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(0n);
    expect(await town.voucher.totalSupply()).to.equal(7_000n);
    expect([...(await town.voucher.totals())]).to.deep.equal([10_000n, 3_000n, 0n]);
    expect(await town.voucher.isStatementRedeemed(STATEMENT)).to.equal(true);
  });

  it("pays a suspended or blocked merchant, during a pause and after the programme: what was taken is owed", async () => {
    await by(town.officers.registrar, town.registry).suspend([grocer.address]);
    await by(town.officers.guardian, town.voucher).blockAccounts([grocer.address]);
    await by(town.officers.guardian, town.voucher).pauseSettlement();
    await networkHelpers.time.increaseTo(town.terms.settleableUntil + DAY);
    await redeem(grocer, 3_000n);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(0n);
  });
});
