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
  florist,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
  voucherOf,
} from "./fixture.ts";
import { SKIP, type SignedPayment, eventsOf, groupsOf, inDays, signPayment } from "./signed.ts";

describe("Settling signed payments", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 5_000n],
    ]);
  });

  const settle = (payments: readonly SignedPayment[]) =>
    by(town.officers.relayer, town.voucher).settle(groupsOf(payments));
  const pay = (order: Partial<Parameters<typeof signPayment>[2]> = {}, payer = ada) =>
    signPayment(payer, town.voucher, { to: grocer, amount: 1_250n, nonce: 1n, ...order });

  async function expectSkip(signed: SignedPayment, payer: string, reason: bigint): Promise<void> {
    const preview = await town.voucher.previewPayment(signed.to, signed.payment);
    expect([...preview], "preview").to.deep.equal([reason, payer]);
    const before = await town.voucher.balanceOf(payer);
    const sent = await settle([signed]);
    const { amount, nonce } = signed.payment;
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["PaymentSkipped", signed.digest, payer, signed.to, amount, nonce, reason],
    ]);
    expect(await town.voucher.balanceOf(payer), "balance").to.equal(before);
    expect(await town.voucher.highestNonce(payer), "nonce").to.equal(0n);
  }

  describe("leaves out, and keeps the nonce unused,", () => {
    it("a payment whose deadline has passed", async () => {
      const signed = await pay({ deadline: await inDays(1) });
      await networkHelpers.time.increase(DAY + 1);
      await expectSkip(signed, ada.address, SKIP.deadlinePassed);
    });

    it("a payment by an account that was never credited", async () => {
      await expectSkip(await pay({}, carla), carla.address, SKIP.payerNotEligible);
    });

    it("a payment by a merchant", async () => {
      await settle([await pay()]);
      const signed = await pay({ to: baker, amount: 100n }, grocer);
      await expectSkip(signed, grocer.address, SKIP.payerNotEligible);
    });

    it("a payment by a blocked account", async () => {
      await by(town.officers.guardian, town.voucher).blockAccounts([ada.address]);
      await expectSkip(await pay(), ada.address, SKIP.payerBlocked);
    });

    it("a payment numbered 0", async () => {
      await expectSkip(await pay({ nonce: 0n }), ada.address, SKIP.nonceUsed);
    });

    it("a payment whose number does not fit 64 bits", async () => {
      await expectSkip(await pay({ nonce: 1n << 64n }), ada.address, SKIP.nonceUsed);
    });

    it("a payment of one cent more than the balance", async () => {
      await expectSkip(await pay({ amount: 10_001n }), ada.address, SKIP.insufficientBalance);
    });

    it("a payment of nothing", async () => {
      await expectSkip(await pay({ amount: 0n }), ada.address, SKIP.invalidAmount);
    });

    it("a payment whose amount does not fit 96 bits", async () => {
      await expectSkip(await pay({ amount: 1n << 96n }), ada.address, SKIP.invalidAmount);
    });

    it("a payment to somebody who is no merchant", async () => {
      await expectSkip(await pay({ to: carla }), ada.address, SKIP.recipientNotEligible);
    });

    it("a payment to a merchant of another category", async () => {
      await expectSkip(await pay({ to: florist }), ada.address, SKIP.recipientNotEligible);
    });

    it("a payment to a suspended merchant", async () => {
      await by(town.officers.registrar, town.registry).suspend([grocer.address]);
      await expectSkip(await pay(), ada.address, SKIP.recipientNotEligible);
    });

    it("a payment to a merchant's address that was credited as a beneficiary's", async () => {
      await credit(town, [[baker, 0n]]);
      await expectSkip(await pay({ to: baker }), ada.address, SKIP.recipientNotEligible);
    });

    it("a payment from one beneficiary to another", async () => {
      await expectSkip(await pay({ to: bruno }), ada.address, SKIP.recipientNotEligible);
    });

    it("a signature that no account can have made", async () => {
      const signed = await pay();
      const payment = { ...signed.payment, r: refOf("not on the curve").replace(/^0x../, "0xff") };
      const broken = { ...signed, payment: { ...payment, vs: `0x7f${"ff".repeat(31)}` } };
      const [reason, payer] = await town.voucher.previewPayment(broken.to, broken.payment);
      expect(reason).to.equal(SKIP.invalidSignature);
      expect(payer).to.equal(`0x${"00".repeat(20)}`);
    });

    for (const [what, change] of Object.entries({
      "another amount": { amount: 1_251n },
      "another number": { nonce: 2n },
      "another deadline": { deadline: 1n << 40n },
    }))
      it(`a payment that was signed with ${what}: it belongs to an account that holds nothing`, async () => {
        const signed = await pay();
        const forged = { ...signed, payment: { ...signed.payment, ...change } };
        const [reason, payer] = await town.voucher.previewPayment(forged.to, forged.payment);
        expect(payer).not.to.equal(ada.address);
        expect(reason).to.equal(SKIP.payerNotEligible);
        await settle([forged]);
        expect(await town.voucher.balanceOf(ada.address)).to.equal(10_000n);
        expect(await town.voucher.balanceOf(grocer.address)).to.equal(0n);
      });

    it("a payment that a relayer redirects to another merchant", async () => {
      const signed = await pay();
      await settle([{ ...signed, to: baker.address }]);
      expect(await town.voucher.balanceOf(ada.address)).to.equal(10_000n);
      expect(await town.voucher.balanceOf(baker.address)).to.equal(0n);
    });

    it("a payment that was signed for another token", async () => {
      const signed = await signPayment(ada, town.localToken, {
        to: grocer,
        amount: 1_250n,
        nonce: 1n,
      });
      await settle([signed]);
      expect(await town.voucher.balanceOf(ada.address)).to.equal(10_000n);
    });
  });

  describe("waits, all of it,", () => {
    it("before the first day", async () => {
      const terms = { ...town.terms, spendableFrom: town.terms.spendableFrom + 10 * DAY };
      await by(town.officers.treasurer, town.programmes).open(
        refOf("later"),
        "Dopo",
        "DOPO",
        terms,
      );
      const later = await voucherOf(town.programmes, refOf("later"));
      await by(town.officers.issuer, later).issue([ada.address], [500n], refOf("first"));
      const signed = await signPayment(ada, later, { to: grocer, amount: 500n, nonce: 1n });
      await expect(by(town.officers.relayer, later).settle(groupsOf([signed])))
        .to.be.revertedWithCustomError(later, "OutsideProgrammeDates")
        .withArgs(terms.spendableFrom, terms.settleableUntil);
      await networkHelpers.time.increaseTo(terms.spendableFrom);
      await by(town.officers.relayer, later).settle(groupsOf([signed]));
      expect(await later.balanceOf(grocer.address)).to.equal(500n);
    });

    it("after the last day to settle", async () => {
      const signed = await pay({ deadline: await inDays(365) });
      await networkHelpers.time.increaseTo(town.terms.settleableUntil + 1);
      await expect(settle([signed])).to.be.revertedWithCustomError(
        town.voucher,
        "OutsideProgrammeDates",
      );
    });

    it("while settlement is paused, and goes through when it is resumed", async () => {
      const signed = await pay();
      const guardian = by(town.officers.guardian, town.voucher);
      await guardian.pauseSettlement();
      await expect(settle([signed])).to.be.revertedWithCustomError(
        town.voucher,
        "SettlementIsPaused",
      );
      await guardian.resumeSettlement();
      await settle([signed]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1_250n);
    });
  });

  describe("moves the money", () => {
    it("of one payment, by anyone's hand, and remembers its number", async () => {
      const signed = await pay();
      const sent = await by(town.officers.stranger, town.voucher).settle(groupsOf([signed]));
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["Transfer", ada.address, grocer.address, 1_250n],
      ]);
      expect(await town.voucher.balanceOf(ada.address)).to.equal(8_750n);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1_250n);
      expect(await town.voucher.highestNonce(ada.address)).to.equal(1n);
      expect(await town.voucher.isNonceUsed(ada.address, 1n)).to.equal(true);
      expect(await town.voucher.isMerchant(grocer.address)).to.equal(true);
      expect(await town.voucher.isBeneficiary(grocer.address)).to.equal(false);
    });

    it("to the last cent", async () => {
      await settle([await pay({ amount: 10_000n })]);
      expect(await town.voucher.balanceOf(ada.address)).to.equal(0n);
      expect(await town.voucher.totalSupply(), "nothing is burnt by paying").to.equal(15_000n);
    });

    it("in the last second of the deadline and of the programme", async () => {
      const until = BigInt(town.terms.settleableUntil);
      const signed = await pay({ deadline: until });
      await networkHelpers.time.setNextBlockTimestamp(until);
      await settle([signed]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1_250n);
    });

    it("between the last day to spend and the last day to settle: an accepted payment is a promise", async () => {
      const signed = await pay({ deadline: BigInt(town.terms.settleableUntil) });
      await networkHelpers.time.increaseTo(town.terms.spendableUntil + DAY);
      await settle([signed]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1_250n);
    });

    it("to several merchants in one batch, with one event for each item, in the order of the calldata", async () => {
      const batch = [
        await pay({ amount: 100n, nonce: 1n }),
        await pay({ amount: 6_000n, nonce: 1n }, bruno),
        await pay({ amount: 200n, nonce: 2n }),
        await pay({ to: baker, amount: 300n, nonce: 3n }),
        await pay({ to: florist, amount: 1n, nonce: 4n }),
        await pay({ to: baker, amount: 400n, nonce: 1n }, bruno),
      ];
      const sent = await settle(batch);
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["Transfer", ada.address, grocer.address, 100n],
        skipOf(batch[1]!, bruno.address, SKIP.insufficientBalance),
        ["Transfer", ada.address, grocer.address, 200n],
        ["Transfer", ada.address, baker.address, 300n],
        skipOf(batch[4]!, ada.address, SKIP.recipientNotEligible),
        ["Transfer", bruno.address, baker.address, 400n],
      ]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(300n);
      expect(await town.voucher.balanceOf(baker.address)).to.equal(700n);
      expect(await town.voucher.isMerchant(florist.address), "took nothing").to.equal(false);
    });

    it("of a payment that was left out earlier and can be made now", async () => {
      const signed = await pay({ amount: 10_500n });
      await settle([signed]);
      await credit(town, [[ada, 500n]]);
      await settle([signed]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(10_500n);
    });

    it("once, where the same payment stands twice in a batch, and comes again in another", async () => {
      const signed = await pay();
      const sent = await settle([signed, signed]);
      expect((await eventsOf(sent, town.voucher)).map(([name]) => name)).to.deep.equal([
        "Transfer",
        "PaymentSkipped",
      ]);
      const again = await settle([signed]);
      expect(await eventsOf(again, town.voucher)).to.deep.equal([
        skipOf(signed, ada.address, SKIP.nonceUsed),
      ]);
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1_250n);
    });

    it("of no one, where the batch is empty", async () => {
      const sent = await settle([]);
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([]);
    });
  });

  function skipOf({ digest, to, payment }: SignedPayment, payer: string, reason: bigint) {
    return ["PaymentSkipped", digest, payer, to, payment.amount, payment.nonce, reason];
  }
});
