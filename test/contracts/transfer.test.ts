import { expect } from "chai";
import type { Wallet } from "ethers";

import {
  type Town,
  ada,
  baker,
  bruno,
  by,
  carla,
  credit,
  ethers,
  florist,
  freshTown,
  grocer,
  networkHelpers,
} from "./fixture.ts";
import { eventsOf, groupsOf, signPayment } from "./signed.ts";

describe("A voucher's own ERC-20 functions", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 0n],
    ]);
    for (const { address } of [ada, bruno, carla, grocer])
      await networkHelpers.setBalance(address, ethers.parseEther("1"));
  });

  const transfer = (from: Wallet, to: { address: string }, amount: bigint) =>
    by(from, town.voucher).transfer(to.address, amount);

  describe("move nothing", () => {
    it("from one beneficiary to another", async () => {
      await expect(transfer(ada, bruno, 1n))
        .to.be.revertedWithCustomError(town.voucher, "AccountIsBeneficiary")
        .withArgs(bruno.address);
    });

    it("from a merchant, to a merchant or to anybody", async () => {
      await transfer(ada, grocer, 100n);
      for (const to of [baker, ada, carla])
        await expect(transfer(grocer, to, 1n))
          .to.be.revertedWithCustomError(town.voucher, "HolderNotEligible")
          .withArgs(grocer.address);
    });

    it("from an account that was never credited, not even zero", async () => {
      await expect(transfer(carla, grocer, 0n)).to.be.revertedWithCustomError(
        town.voucher,
        "HolderNotEligible",
      );
    });

    it("to who is no eligible merchant", async () => {
      for (const to of [carla, florist, { address: ethers.ZeroAddress }])
        await expect(transfer(ada, to, 1n))
          .to.be.revertedWithCustomError(town.voucher, "MerchantNotEligible")
          .withArgs(to.address);
    });

    it("above the balance", async () => {
      await expect(transfer(ada, grocer, 10_001n))
        .to.be.revertedWithCustomError(town.voucher, "ERC20InsufficientBalance")
        .withArgs(ada.address, 10_000n, 10_001n);
    });

    it("from a blocked account", async () => {
      await by(town.officers.guardian, town.voucher).blockAccounts([ada.address]);
      await expect(transfer(ada, grocer, 1n))
        .to.be.revertedWithCustomError(town.voucher, "AccountIsBlocked")
        .withArgs(ada.address);
    });

    it("after the last day to spend: only what was accepted by then still settles", async () => {
      await networkHelpers.time.increaseTo(town.terms.spendableUntil + 1);
      await expect(transfer(ada, grocer, 1n))
        .to.be.revertedWithCustomError(town.voucher, "OutsideProgrammeDates")
        .withArgs(town.terms.spendableFrom, town.terms.spendableUntil);
    });

    it("by somebody else's hand", async () => {
      const anyone = by(town.officers.stranger, town.voucher);
      for (const refused of [
        anyone.approve(ada.address, 1n),
        anyone.transferFrom(ada.address, grocer.address, 1n),
      ])
        await expect(refused).to.be.revertedWithCustomError(town.voucher, "ApprovalsNotSupported");
      expect(await town.voucher.allowance(ada.address, grocer.address)).to.equal(0n);
    });
  });

  it("let a beneficiary pay a merchant without a signature, and leave the payment numbers alone", async () => {
    const sent = await transfer(ada, grocer, 10_000n);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["Transfer", ada.address, grocer.address, 10_000n],
    ]);
    expect(await town.voucher.highestNonce(ada.address)).to.equal(0n);
    expect(await town.voucher.isMerchant(grocer.address)).to.equal(true);
  });

  it("leave a signed payment valid that the balance still covers", async () => {
    const signed = await signPayment(ada, town.voucher, { to: baker, amount: 4_000n, nonce: 1n });
    await transfer(ada, grocer, 6_000n);
    await town.voucher.settle(groupsOf([signed]));
    expect(await town.voucher.balanceOf(baker.address)).to.equal(4_000n);
  });

  it("say which standards the token follows", async () => {
    const ids = {
      erc165: "0x01ffc9a7",
      erc20: "0x36372b07",
      metadata: "0xa219a025",
      none: "0xffffffff",
    };
    expect(await town.voucher.supportsInterface(ids.erc165)).to.equal(true);
    expect(await town.voucher.supportsInterface(ids.erc20)).to.equal(true);
    expect(await town.voucher.supportsInterface(ids.metadata)).to.equal(true);
    expect(await town.voucher.supportsInterface(ids.none)).to.equal(false);
  });

  it("describe the domain that cards sign for (ERC-5267)", async () => {
    const [fields, name, version, chainId, contract] = await town.voucher.eip712Domain();
    expect([fields, name, version, contract]).to.deep.equal([
      "0x0f",
      "Borgo",
      "1",
      await town.voucher.getAddress(),
    ]);
    expect(chainId).to.equal((await ethers.provider.getNetwork()).chainId);
  });
});
