import { expect } from "chai";

import { STATEMENTS_AHEAD } from "#core/reimbursement/statement-ref.ts";

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
  statementOf,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

const NOVEMBER = statementOf("November", 1);

describe("Redeeming", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [[ada, 10_000n]]);
    await pay(grocer, 3_000n, 1n);
  });

  async function pay(to: typeof grocer, amount: bigint, nonce: bigint): Promise<void> {
    const signed = await signPayment(ada, town.voucher, { to, amount, nonce });
    await town.voucher.settle(groupsOf([signed]));
  }

  const redemption = (merchant: { address: string }, amount: bigint, statement: string) => ({
    merchant: merchant.address,
    amount,
    statement,
  });

  const redeemAll = (...redemptions: ReturnType<typeof redemption>[]) =>
    by(town.officers.treasurer, town.voucher).redeem(redemptions);

  const redeem = (merchant: { address: string }, amount: bigint, statement = NOVEMBER) =>
    redeemAll(redemption(merchant, amount, statement));

  const isRedeemed = (statement: string, merchant = grocer) =>
    town.voucher.isStatementRedeemed(merchant.address, statement);

  it("is refused for an account that took no payment", async () => {
    for (const account of [ada, baker])
      await expect(redeem(account, 1n))
        .to.be.revertedWithCustomError(town.voucher, "HolderNotEligible")
        .withArgs(account.address);
  });

  it("is refused for one cent more than the merchant holds, and uses no number up", async () => {
    await expect(redeem(grocer, 3_001n))
      .to.be.revertedWithCustomError(town.voucher, "ERC20InsufficientBalance")
      .withArgs(grocer.address, 3_000n, 3_001n);
    expect(await isRedeemed(NOVEMBER)).to.equal(false);
  });

  it("is refused for a statement that was redeemed", async () => {
    await redeem(grocer, 1_000n);
    await expect(redeem(grocer, 1_000n))
      .to.be.revertedWithCustomError(town.voucher, "StatementAlreadyRedeemed")
      .withArgs(NOVEMBER);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(2_000n);
  });

  it("is refused for another statement with a number that was redeemed", async () => {
    await redeem(grocer, 1_000n);
    const other = statementOf("given out again", 1);
    await expect(redeem(grocer, 1_000n, other))
      .to.be.revertedWithCustomError(town.voucher, "StatementAlreadyRedeemed")
      .withArgs(other);
  });

  it("is refused for one statement twice in one call, with all that is in it", async () => {
    const one = redemption(grocer, 1_000n, NOVEMBER);
    await expect(redeemAll(one, one))
      .to.be.revertedWithCustomError(town.voucher, "StatementAlreadyRedeemed")
      .withArgs(NOVEMBER);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(3_000n);
    expect(await isRedeemed(NOVEMBER)).to.equal(false);
  });

  it("is refused for a number that is no statement's", async () => {
    const none = `${NOVEMBER.slice(0, -8)}00000000`;
    await expect(redeem(grocer, 1n, none))
      .to.be.revertedWithCustomError(town.voucher, "StatementAlreadyRedeemed")
      .withArgs(none);
  });

  it("goes in any order, up to 24 ahead of the first that is not redeemed", async () => {
    const last = statementOf("the last in reach", STATEMENTS_AHEAD);
    const next = statementOf("out of reach", STATEMENTS_AHEAD + 1);
    await redeem(grocer, 10n, last);
    await expect(redeem(grocer, 10n, next))
      .to.be.revertedWithCustomError(town.voucher, "StatementTooFarAhead")
      .withArgs(next, 0n);
    await redeem(grocer, 10n);
    await redeem(grocer, 10n, next);
    for (const statement of [NOVEMBER, last, next]) {
      expect(await isRedeemed(statement)).to.equal(true);
      await expect(redeem(grocer, 10n, statement)).to.be.revertedWithCustomError(
        town.voucher,
        "StatementAlreadyRedeemed",
      );
    }
    expect(await isRedeemed(statementOf("the second", 2))).to.equal(false);
    await redeem(grocer, 10n, statementOf("the second", 2));
  });

  it("is refused for the highest number there is: no number can be passed over", async () => {
    const highest = statementOf("the highest", 2 ** 32 - 1);
    await expect(redeem(grocer, 0n, highest))
      .to.be.revertedWithCustomError(town.voucher, "StatementTooFarAhead")
      .withArgs(highest, 0n);
  });

  it("leaves the merchant's nonces and what it may give back alone", async () => {
    await redeem(grocer, 1_000n);
    expect(await town.voucher.highestNonce(grocer.address)).to.equal(0n);
    expect(await town.voucher.isNonceUsed(grocer.address, 1n)).to.equal(false);
  });

  it("burns the merchant's vouchers and names the statement", async () => {
    const sent = await redeem(grocer, 3_000n);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", grocer.address, ethers.ZeroAddress, 3_000n],
      ["Redeemed", grocer.address, 3_000n, NOVEMBER],
    ]);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(0n);
    expect(await town.voucher.totalSupply()).to.equal(7_000n);
    expect([...(await town.voucher.totals())]).to.deep.equal([10_000n, 3_000n, 0n]);
    expect(await isRedeemed(NOVEMBER)).to.equal(true);
  });

  it("takes several merchants' statements in one call, each with its own numbers", async () => {
    await pay(baker, 500n, 2n);
    const first = statementOf("the baker's first", 1);
    const sent = await redeemAll(
      redemption(grocer, 2_000n, NOVEMBER),
      redemption(baker, 500n, first),
    );
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", grocer.address, ethers.ZeroAddress, 2_000n],
      ["Redeemed", grocer.address, 2_000n, NOVEMBER],
      ["Transfer", baker.address, ethers.ZeroAddress, 500n],
      ["Redeemed", baker.address, 500n, first],
    ]);
    expect([...(await town.voucher.totals())]).to.deep.equal([10_000n, 2_500n, 0n]);
    expect(await isRedeemed(NOVEMBER)).to.equal(true);
    expect(await isRedeemed(first, baker)).to.equal(true);
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
