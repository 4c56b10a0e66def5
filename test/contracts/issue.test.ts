import { expect } from "chai";

import {
  CAP,
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
  statementOf,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

describe("Issuing", () => {
  let town: Town;
  const REF = refOf("november");

  beforeEach(async () => {
    town = await freshTown();
  });

  const issue = (credits: readonly (readonly [{ address: string }, bigint])[], ref = REF) =>
    by(town.officers.issuer, town.voucher).issue(
      credits.map(([account]) => account.address),
      credits.map(([, amount]) => amount),
      ref,
    );

  async function expectNothingIssued(): Promise<void> {
    expect(await town.voucher.totalSupply(), "supply").to.equal(0n);
    expect(await town.voucher.isIssuanceDone(REF), "reference").to.equal(false);
  }

  describe("is refused", () => {
    it("with more accounts than amounts", async () => {
      await expect(
        by(town.officers.issuer, town.voucher).issue([ada.address, bruno.address], [1n], REF),
      )
        .to.be.revertedWithCustomError(town.voucher, "LengthMismatch")
        .withArgs(2n, 1n);
    });

    it("under a reference that was used", async () => {
      await issue([[ada, 100n]]);
      await expect(issue([[bruno, 100n]]))
        .to.be.revertedWithCustomError(town.voucher, "IssuanceAlreadyDone")
        .withArgs(REF);
      expect(await town.voucher.balanceOf(bruno.address)).to.equal(0n);
    });

    it("one cent above the fund, and credits nobody", async () => {
      await expect(
        issue([
          [ada, CAP],
          [bruno, 1n],
        ]),
      )
        .to.be.revertedWithCustomError(town.voucher, "VoucherExceededCap")
        .withArgs(CAP + 1n, CAP);
      await expectNothingIssued();
    });

    it("above the fund with what was issued before, spent or not", async () => {
      await issue([[ada, CAP - 100n]]);
      const signed = await signPayment(ada, town.voucher, {
        to: grocer,
        amount: 5_000n,
        nonce: 1n,
      });
      await town.voucher.settle(groupsOf([signed]));
      await by(town.officers.treasurer, town.voucher).redeem([
        { merchant: grocer.address, amount: 5_000n, statement: statementOf("November", 1) },
      ]);
      await expect(issue([[ada, 101n]], refOf("december"))).to.be.revertedWithCustomError(
        town.voucher,
        "VoucherExceededCap",
      );
      await issue([[ada, 100n]], refOf("december"));
      expect([...(await town.voucher.totals())]).to.deep.equal([CAP, 5_000n, 0n]);
    });

    it("to nobody's address", async () => {
      const nobody = { address: ethers.ZeroAddress };
      await expect(issue([[nobody, 1n]]))
        .to.be.revertedWithCustomError(town.voucher, "ERC20InvalidReceiver")
        .withArgs(ethers.ZeroAddress);
    });

    it("to an account that took payments as a merchant", async () => {
      await credit(town, [[ada, 100n]]);
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce: 1n });
      await town.voucher.settle(groupsOf([signed]));
      await expect(issue([[grocer, 1n]]))
        .to.be.revertedWithCustomError(town.voucher, "AccountIsMerchant")
        .withArgs(grocer.address);
    });

    for (const amount of [1n << 96n, ethers.MaxUint256])
      it(`with an amount of ${amount.toString(2).length} bits`, async () => {
        await expect(issue([[ada, amount]]))
          .to.be.revertedWithCustomError(town.voucher, "AmountTooLarge")
          .withArgs(amount);
        await expectNothingIssued();
      });

    it("with amounts that would wrap around together", async () => {
      const huge = (1n << 96n) - 1n;
      await expect(
        issue([
          [ada, huge],
          [ada, huge],
        ]),
      ).to.be.revertedWithCustomError(town.voucher, "AmountTooLarge");
      await expectNothingIssued();
    });
  });

  it("credits accounts, makes them known and says so, one event for each and one for all", async () => {
    const sent = await issue([
      [ada, 20_000n],
      [bruno, 35_050n],
    ]);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", ethers.ZeroAddress, ada.address, 20_000n],
      ["Transfer", ethers.ZeroAddress, bruno.address, 35_050n],
      ["Issued", REF, 2n, 55_050n],
    ]);
    expect(await town.voucher.balanceOf(bruno.address)).to.equal(35_050n);
    expect(await town.voucher.isBeneficiary(ada.address)).to.equal(true);
    expect(await town.voucher.isMerchant(ada.address)).to.equal(false);
    expect(await town.voucher.isIssuanceDone(REF)).to.equal(true);
    expect(await town.voucher.totalSupply()).to.equal(55_050n);
  });

  it("reaches the fund to the cent", async () => {
    await issue([[ada, CAP]]);
    expect([...(await town.voucher.totals())]).to.deep.equal([CAP, 0n, 0n]);
  });

  it("credits an account that stands twice in the list twice", async () => {
    await issue([
      [ada, 100n],
      [ada, 200n],
    ]);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(300n);
  });

  it("makes an account known without value: the card that will replace a lost one", async () => {
    const sent = await issue([[carla, 0n]]);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([["Issued", REF, 1n, 0n]]);
    expect(await town.voucher.isBeneficiary(carla.address)).to.equal(true);
  });

  it("of nothing to nobody uses its reference up: a prepared issuance is cancelled for good", async () => {
    const sent = await issue([]);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([["Issued", REF, 0n, 0n]]);
    await expect(issue([[ada, 1n]])).to.be.revertedWithCustomError(
      town.voucher,
      "IssuanceAlreadyDone",
    );
  });

  it("credits a blocked account without unblocking it", async () => {
    await issue([[ada, 100n]]);
    await by(town.officers.guardian, town.voucher).blockAccounts([ada.address]);
    await issue([[ada, 100n]], refOf("december"));
    expect(await town.voucher.balanceOf(ada.address)).to.equal(200n);
    expect(await town.voucher.isBlocked(ada.address)).to.equal(true);
  });
});
