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
  refOf,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

describe("The guardian", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 0n],
    ]);
  });

  const guarded = () => by(town.officers.guardian, town.voucher);

  describe("blocks", () => {
    it("no account twice, and unblocks none that is not blocked", async () => {
      await guarded().blockAccounts([ada.address]);
      await expect(guarded().blockAccounts([bruno.address, ada.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountStateUnchanged")
        .withArgs(ada.address, true);
      await expect(guarded().unblockAccounts([bruno.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountStateUnchanged")
        .withArgs(bruno.address, false);
      expect(await town.voucher.isBlocked(bruno.address), "all or nothing").to.equal(false);
    });

    it("accounts, and lets them pay again", async () => {
      const sent = await guarded().blockAccounts([ada.address, bruno.address]);
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["AccountBlocked", ada.address],
        ["AccountBlocked", bruno.address],
      ]);
      const freed = await guarded().unblockAccounts([ada.address]);
      expect(await eventsOf(freed, town.voucher)).to.deep.equal([
        ["AccountUnblocked", ada.address],
      ]);
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce: 1n });
      await town.voucher.settle(groupsOf([signed]));
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(1n);
      expect(await town.voucher.isBlocked(bruno.address)).to.equal(true);
    });

    it("an account before its first credit", async () => {
      await guarded().blockAccounts([carla.address]);
      await credit(town, [[carla, 100n]]);
      expect(await town.voucher.isBlocked(carla.address)).to.equal(true);
    });
  });

  describe("moves a lost card's value", () => {
    const reassign = (from: string[], to: string[]) => guarded().reassign(from, to);

    it("to no account that the issuer has not made known", async () => {
      await expect(reassign([ada.address], [carla.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountNotEligible")
        .withArgs(carla.address);
      await expect(reassign([ada.address], [town.officers.guardian.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountNotEligible")
        .withArgs(town.officers.guardian.address);
    });

    it("never to the guardian, not even where the guardian's address is a beneficiary's too", async () => {
      const { guardian, issuer } = town.officers;
      await by(issuer, town.voucher).issue([guardian.address], [0n], refOf("the guardian's own"));
      await expect(reassign([ada.address], [guardian.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountNotEligible")
        .withArgs(guardian.address);
      await reassign([guardian.address], [ada.address]);
      expect(await town.voucher.balanceOf(ada.address)).to.equal(10_000n);
    });

    it("to no merchant, and from none", async () => {
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce: 1n });
      await town.voucher.settle(groupsOf([signed]));
      await expect(reassign([ada.address], [grocer.address])).to.be.revertedWithCustomError(
        town.voucher,
        "AccountNotEligible",
      );
      await expect(reassign([grocer.address], [ada.address])).to.be.revertedWithCustomError(
        town.voucher,
        "AccountNotEligible",
      );
    });

    it("to no blocked account, not to itself, and in lists of one length only", async () => {
      await guarded().blockAccounts([bruno.address]);
      await expect(reassign([ada.address], [bruno.address]))
        .to.be.revertedWithCustomError(town.voucher, "AccountIsBlocked")
        .withArgs(bruno.address);
      await expect(reassign([ada.address], [ada.address])).to.be.revertedWithCustomError(
        town.voucher,
        "AccountNotEligible",
      );
      await expect(reassign([ada.address], []))
        .to.be.revertedWithCustomError(town.voucher, "LengthMismatch")
        .withArgs(1n, 0n);
    });

    it("whole, and blocks the account that it leaves", async () => {
      await guarded().blockAccounts([ada.address]);
      const sent = await reassign([ada.address], [bruno.address]);
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["Transfer", ada.address, bruno.address, 10_000n],
        ["AccountReassigned", ada.address, bruno.address, 10_000n],
      ]);
      expect(await town.voucher.balanceOf(bruno.address)).to.equal(10_000n);
      expect(await town.voucher.isBlocked(ada.address)).to.equal(true);
      expect(await town.voucher.isBlocked(bruno.address)).to.equal(false);
      expect([...(await town.voucher.totals())], "nothing issued anew").to.deep.equal([
        10_000n,
        0n,
        0n,
      ]);
    });

    it("also where nothing is left, so that the old card is surely blocked", async () => {
      await reassign([bruno.address], [ada.address]);
      expect(await town.voucher.isBlocked(bruno.address)).to.equal(true);
    });

    it("and a payment that the lost card had signed no longer settles", async () => {
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce: 1n });
      await reassign([ada.address], [bruno.address]);
      await town.voucher.settle(groupsOf([signed]));
      expect(await town.voucher.balanceOf(grocer.address)).to.equal(0n);
    });
  });

  describe("pauses settlement", () => {
    it("not twice, and resumes not what runs", async () => {
      await expect(guarded().resumeSettlement())
        .to.be.revertedWithCustomError(town.voucher, "PauseUnchanged")
        .withArgs(false);
      const sent = await guarded().pauseSettlement();
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["SettlementPaused", town.officers.guardian.address],
      ]);
      await expect(guarded().pauseSettlement())
        .to.be.revertedWithCustomError(town.voucher, "PauseUnchanged")
        .withArgs(true);
    });

    it("of one programme, and keeps its dates and categories", async () => {
      const before = (await town.voucher.terms()).toArray();
      await guarded().pauseSettlement();
      expect(await town.voucher.isSettlementPaused()).to.equal(true);
      expect(await town.localToken.isSettlementPaused()).to.equal(false);
      const sent = await guarded().resumeSettlement();
      expect(await eventsOf(sent, town.voucher)).to.deep.equal([
        ["SettlementResumed", town.officers.guardian.address],
      ]);
      expect((await town.voucher.terms()).toArray()).to.deep.equal(before);
    });

    it("also for transfers, and for previews", async () => {
      await guarded().pauseSettlement();
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce: 1n });
      await expect(
        town.voucher.previewPayment(signed.to, signed.payment),
      ).to.be.revertedWithCustomError(town.voucher, "SettlementIsPaused");
      await ethers.provider.send("hardhat_setBalance", [ada.address, "0x8ac7230489e80000"]);
      await expect(
        by(ada, town.voucher).transfer(grocer.address, 1n),
      ).to.be.revertedWithCustomError(town.voucher, "SettlementIsPaused");
    });
  });
});
