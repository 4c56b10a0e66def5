import { expect } from "chai";

import {
  DAY,
  type Town,
  ada,
  baker,
  bruno,
  by,
  carla,
  credit,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
} from "./fixture.ts";
import { SKIP, eventsOf, groupsOf, inDays, signPayment, signReversal } from "./signed.ts";

describe("Reversing a payment", () => {
  let town: Town;
  let payment: string;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 0n],
    ]);
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 3_000n, nonce: 1n });
    await town.voucher.settle(groupsOf([signed]));
    payment = signed.digest;
  });

  type Reversal = Awaited<ReturnType<typeof signReversal>>;
  const sign = (order: Partial<Parameters<typeof signReversal>[3]> = {}, merchant = grocer) =>
    signReversal(merchant, town.voucher, payment, { to: ada, amount: 1_000n, nonce: 1n, ...order });
  const reverse = (...items: Reversal[]) => by(town.officers.relayer, town.voucher).reverse(items);

  async function expectSkip(item: Reversal, merchant: string, reason: bigint): Promise<void> {
    const before = await town.voucher.balanceOf(merchant);
    expect(await eventsOf(await reverse(item), town.voucher)).to.deep.equal([
      ["ReversalSkipped", item.payment, merchant, item.to, item.amount, item.nonce, reason],
    ]);
    expect(await town.voucher.balanceOf(merchant)).to.equal(before);
    expect(await town.voucher.highestNonce(merchant)).to.equal(0n);
  }

  describe("leaves out, and keeps the nonce unused,", () => {
    it("one that is signed by nobody who took a payment", async () => {
      await expectSkip(await sign({}, baker), baker.address, SKIP.payerNotEligible);
    });

    it("one that the customer signed", async () => {
      await expectSkip(await sign({}, bruno), bruno.address, SKIP.payerNotEligible);
    });

    it("one that goes to another merchant, or to a stranger", async () => {
      await expectSkip(await sign({ to: baker }), grocer.address, SKIP.recipientNotEligible);
      await expectSkip(await sign({ to: carla }), grocer.address, SKIP.recipientNotEligible);
    });

    it("one of more than the merchant still holds", async () => {
      await expectSkip(await sign({ amount: 3_001n }), grocer.address, SKIP.insufficientBalance);
    });

    it("one of nothing", async () => {
      await expectSkip(await sign({ amount: 0n }), grocer.address, SKIP.invalidAmount);
    });

    it("one whose deadline has passed", async () => {
      const item = await sign({ deadline: await inDays(1) });
      await networkHelpers.time.increase(DAY + 1);
      await expectSkip(item, grocer.address, SKIP.deadlinePassed);
    });

    it("one by a blocked merchant", async () => {
      await by(town.officers.guardian, town.voucher).blockAccounts([grocer.address]);
      await expectSkip(await sign(), grocer.address, SKIP.payerBlocked);
    });

    it("one whose amount was changed after it was signed", async () => {
      await reverse({ ...(await sign()), amount: 2_000n });
      expect(await town.voucher.balanceOf(ada.address)).to.equal(7_000n);
    });

    it("one that names another payment than the one that was signed", async () => {
      await reverse({ ...(await sign()), payment: refOf("another payment") });
      expect(await town.voucher.balanceOf(ada.address)).to.equal(7_000n);
    });
  });

  it("waits while settlement is paused, and after the last day to settle", async () => {
    const item = await sign({ deadline: await inDays(365) });
    await by(town.officers.guardian, town.voucher).pauseSettlement();
    await expect(reverse(item)).to.be.revertedWithCustomError(town.voucher, "SettlementIsPaused");
    await by(town.officers.guardian, town.voucher).resumeSettlement();
    await networkHelpers.time.increaseTo(town.terms.settleableUntil + 1);
    await expect(reverse(item)).to.be.revertedWithCustomError(
      town.voucher,
      "OutsideProgrammeDates",
    );
  });

  it("gives a part back and names the payment", async () => {
    const sent = await reverse(await sign());
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", grocer.address, ada.address, 1_000n],
      ["PaymentReversed", payment, grocer.address, ada.address, 1_000n, 1n],
    ]);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(8_000n);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(2_000n);
  });

  it("gives back once what is submitted twice", async () => {
    const item = await sign();
    await reverse(item, item);
    await reverse(item);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(8_000n);
  });

  it("goes to the card that replaces a blocked one, and to a blocked card too", async () => {
    await by(town.officers.guardian, town.voucher).reassign([ada.address], [bruno.address]);
    await reverse(await sign({ to: bruno }), await sign({ nonce: 2n, amount: 500n }));
    expect(await town.voucher.balanceOf(bruno.address)).to.equal(8_000n);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(500n);
  });

  it("is open to a merchant that was suspended meanwhile: the customer must not lose by it", async () => {
    await by(town.officers.registrar, town.registry).suspend([grocer.address]);
    await reverse(await sign());
    expect(await town.voucher.balanceOf(ada.address)).to.equal(8_000n);
  });

  it("tells the items of a batch apart, in the order of the calldata", async () => {
    const sent = await reverse(
      await sign({ amount: 5_000n, nonce: 1n }),
      await sign({ amount: 100n, nonce: 2n }),
      await sign({ amount: 200n, nonce: 1n }),
    );
    const names = (await eventsOf(sent, town.voucher)).map(([name]) => name);
    expect(names).to.deep.equal([
      "ReversalSkipped",
      "Transfer",
      "PaymentReversed",
      "Transfer",
      "PaymentReversed",
    ]);
  });
});
