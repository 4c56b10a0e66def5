import { expect } from "chai";
import type { Wallet } from "ethers";

import {
  DAY,
  type Town,
  ada,
  baker,
  bruno,
  by,
  carla,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
} from "./fixture.ts";
import { LIMIT, openCampaign, reward, setYearlyLimit } from "./local-value.ts";
import { SKIP, domainOf, eventsOf, groupsOf, inDays, signPayment } from "./signed.ts";

describe("Local value", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await setYearlyLimit(town, LIMIT);
    await openCampaign(town);
    await reward(town, [[ada, 10_000n]]);
    for (const { address } of [ada, bruno, carla])
      await networkHelpers.setBalance(address, ethers.parseEther("1"));
  });

  const token = (who: Wallet) => by(who, town.localToken);
  const balances = async (...accounts: { address: string }[]) =>
    Promise.all(
      accounts.map(async ({ address }): Promise<bigint> => town.localToken.balanceOf(address)),
    );

  describe("transfer", () => {
    it("refuses more than the balance, nobody's address and a blocked sender", async () => {
      await expect(token(ada).transfer(bruno.address, 10_001n))
        .to.be.revertedWithCustomError(town.localToken, "ERC20InsufficientBalance")
        .withArgs(ada.address, 10_000n, 10_001n);
      await expect(token(ada).transfer(ethers.ZeroAddress, 1n))
        .to.be.revertedWithCustomError(town.localToken, "ERC20InvalidReceiver")
        .withArgs(ethers.ZeroAddress);
      await by(town.officers.guardian, town.localToken).blockAccounts([ada.address]);
      await expect(token(ada).transfer(bruno.address, 1n))
        .to.be.revertedWithCustomError(town.localToken, "AccountIsBlocked")
        .withArgs(ada.address);
    });

    it("moves value between any two accounts", async () => {
      const sent = await token(ada).transfer(bruno.address, 4_000n);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Transfer", ada.address, bruno.address, 4_000n],
      ]);
      expect(await balances(ada, bruno)).to.deep.equal([6_000n, 4_000n]);
    });

    it("moves nothing at all, and everything to oneself, as the standard wants it", async () => {
      await token(ada).transfer(bruno.address, 0n);
      await token(ada).transfer(ada.address, 10_000n);
      expect(await balances(ada, bruno)).to.deep.equal([10_000n, 0n]);
    });

    it("answers true", async () => {
      expect(await token(ada).transfer.staticCall(bruno.address, 1n)).to.equal(true);
    });
  });

  describe("approve and transferFrom", () => {
    it("refuse what was not allowed, and what is not there", async () => {
      await expect(token(bruno).transferFrom(ada.address, bruno.address, 1n))
        .to.be.revertedWithCustomError(town.localToken, "ERC20InsufficientAllowance")
        .withArgs(bruno.address, 0n, 1n);
      await token(ada).approve(bruno.address, 50_000n);
      await expect(
        token(bruno).transferFrom(ada.address, bruno.address, 10_001n),
      ).to.be.revertedWithCustomError(town.localToken, "ERC20InsufficientBalance");
      await expect(token(ada).approve(ethers.ZeroAddress, 1n)).to.be.revertedWithCustomError(
        town.localToken,
        "ERC20InvalidSpender",
      );
    });

    it("move not even nothing from nobody's address", async () => {
      await expect(
        by(town.officers.relayer, town.localToken).transferFrom(
          `0x${"00".repeat(20)}`,
          ada.address,
          0n,
        ),
      ).to.be.revertedWithCustomError(town.localToken, "ERC20InvalidSender");
    });

    it("spend the allowance", async () => {
      const sent = await token(ada).approve(bruno.address, 3_000n);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Approval", ada.address, bruno.address, 3_000n],
      ]);
      await token(bruno).transferFrom(ada.address, carla.address, 2_000n);
      expect(await town.localToken.allowance(ada.address, bruno.address)).to.equal(1_000n);
      expect(await balances(ada, carla)).to.deep.equal([8_000n, 2_000n]);
      await expect(
        token(bruno).transferFrom(ada.address, carla.address, 1_001n),
      ).to.be.revertedWithCustomError(town.localToken, "ERC20InsufficientAllowance");
    });

    it("never use an unlimited allowance up, and replace an older one", async () => {
      await token(ada).approve(bruno.address, ethers.MaxUint256);
      await token(bruno).transferFrom(ada.address, carla.address, 1n);
      expect(await town.localToken.allowance(ada.address, bruno.address)).to.equal(
        ethers.MaxUint256,
      );
      await token(ada).approve(bruno.address, 0n);
      await expect(
        token(bruno).transferFrom(ada.address, carla.address, 1n),
      ).to.be.revertedWithCustomError(town.localToken, "ERC20InsufficientAllowance");
    });

    it("stop where the owner is blocked", async () => {
      await token(ada).approve(bruno.address, 100n);
      await by(town.officers.guardian, town.localToken).blockAccounts([ada.address]);
      await expect(
        token(bruno).transferFrom(ada.address, bruno.address, 1n),
      ).to.be.revertedWithCustomError(town.localToken, "AccountIsBlocked");
    });
  });

  describe("permit", () => {
    const TYPES = {
      Permit: [
        "owner:address",
        "spender:address",
        "value:uint256",
        "nonce:uint256",
        "deadline:uint256",
      ]
        .map((field) => field.split(":"))
        .map(([name, type]) => ({ name: name!, type: type! })),
    };

    async function signPermit(owner: Wallet, change: object = {}) {
      const message = {
        owner: owner.address,
        spender: bruno.address,
        value: 700n,
        nonce: 0n,
        deadline: await inDays(1),
        ...change,
      };
      const signature = await owner.signTypedData(await domainOf(town.localToken), TYPES, message);
      return { message, signature: ethers.Signature.from(signature) };
    }

    const permit = ({ message, signature: { v, r, s } }: Awaited<ReturnType<typeof signPermit>>) =>
      by(town.officers.relayer, town.localToken).permit(
        message.owner,
        message.spender,
        message.value,
        message.deadline,
        v,
        r,
        s,
      );

    it("is refused late, twice, changed, and signed by somebody else", async () => {
      const late = await signPermit(ada, { deadline: 1n });
      await expect(permit(late)).to.be.revertedWithCustomError(town.localToken, "PermitExpired");
      const signed = await signPermit(ada);
      const changed = { ...signed, message: { ...signed.message, value: 701n } };
      await expect(permit(changed)).to.be.revertedWithCustomError(
        town.localToken,
        "PermitSignerMismatch",
      );
      const forged = await signPermit(carla, { owner: ada.address });
      await expect(permit(forged))
        .to.be.revertedWithCustomError(town.localToken, "PermitSignerMismatch")
        .withArgs(carla.address, ada.address);
      await permit(signed);
      await expect(permit(signed)).to.be.revertedWithCustomError(
        town.localToken,
        "PermitSignerMismatch",
      );
    });

    it("allows without a transaction of the owner's, in the owner's own sequence", async () => {
      const sent = await permit(await signPermit(ada));
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Approval", ada.address, bruno.address, 700n],
      ]);
      expect(await town.localToken.nonces(ada.address)).to.equal(1n);
      await permit(await signPermit(ada, { nonce: 1n, value: 0n }));
      expect(await town.localToken.allowance(ada.address, bruno.address)).to.equal(0n);
    });

    it("and a card's payments number independently", async () => {
      const signed = await signPayment(ada, town.localToken, { to: grocer, amount: 1n, nonce: 1n });
      await town.localToken.settle(groupsOf([signed]));
      expect(await town.localToken.nonces(ada.address)).to.equal(0n);
      await permit(await signPermit(ada));
      expect(await town.localToken.highestNonce(ada.address)).to.equal(1n);
    });

    it("signs for the domain that the contract tells", async () => {
      expect(await town.localToken.DOMAIN_SEPARATOR()).to.equal(
        ethers.TypedDataEncoder.hashDomain(await domainOf(town.localToken)),
      );
    });
  });

  describe("is paid by the same signatures as vouchers", () => {
    const pay = (order: Partial<Parameters<typeof signPayment>[2]> = {}, payer = ada) =>
      signPayment(payer, town.localToken, { to: grocer, amount: 1_000n, nonce: 1n, ...order });

    it("by anyone to anyone, also by one who received it", async () => {
      await token(ada).transfer(bruno.address, 5_000n);
      const batch = [await pay({ to: baker }), await pay({ to: carla }, bruno)];
      const sent = await town.localToken.settle(groupsOf(batch));
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Transfer", ada.address, baker.address, 1_000n],
        ["Transfer", bruno.address, carla.address, 1_000n],
      ]);
    });

    it("to oneself, without gaining or losing a cent", async () => {
      await town.localToken.settle(groupsOf([await pay({ to: ada, amount: 10_000n })]));
      expect(await balances(ada)).to.deep.equal([10_000n]);
      expect(await town.localToken.highestNonce(ada.address)).to.equal(1n);
    });

    it("twice in a group of one's own", async () => {
      const batch = [
        await pay({ to: ada, amount: 6_000n, nonce: 1n }),
        await pay({ to: ada, amount: 4_000n, nonce: 2n }),
      ];
      await town.localToken.settle(groupsOf(batch));
      expect(await balances(ada)).to.deep.equal([10_000n]);
      expect(await town.localToken.highestNonce(ada.address)).to.equal(2n);
    });

    it("never to nobody's address", async () => {
      const signed = await pay({ to: { address: ethers.ZeroAddress } });
      const sent = await town.localToken.settle(groupsOf([signed]));
      const [event] = await eventsOf(sent, town.localToken);
      expect(event?.at(-1)).to.equal(SKIP.recipientNotEligible);
      expect(await town.localToken.totalSupply()).to.equal(10_000n);
    });

    it("not while paused, though transfers go on", async () => {
      await by(town.officers.guardian, town.localToken).pauseSettlement();
      await expect(town.localToken.settle(groupsOf([await pay()]))).to.be.revertedWithCustomError(
        town.localToken,
        "SettlementIsPaused",
      );
      await token(ada).transfer(bruno.address, 1n);
      expect(await balances(bruno)).to.deep.equal([1n]);
    });
  });

  it("of a lost card moves to the one that replaces it", async () => {
    await reward(town, [[carla, 1n]], ethers.id("known"));
    await by(town.officers.guardian, town.localToken).reassign([ada.address], [carla.address]);
    expect(await balances(ada, carla)).to.deep.equal([0n, 10_001n]);
    expect(await town.localToken.isBlocked(ada.address)).to.equal(true);
  });

  it("has a name, a symbol, two decimals and the standards' marks", async () => {
    expect(await town.localToken.name()).to.equal("Valore locale");
    expect(await town.localToken.symbol()).to.equal("LOCALE");
    expect(await town.localToken.decimals()).to.equal(2n);
    expect(await town.localToken.supportsInterface("0x9d8ff7da"), "ERC-2612").to.equal(true);
    expect(await town.localToken.supportsInterface("0x36372b07"), "ERC-20").to.equal(true);
    expect(await town.localToken.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("outlives a campaign: value does not expire with it", async () => {
    await networkHelpers.time.increase(400 * DAY);
    await token(ada).transfer(bruno.address, 10_000n);
    expect(await balances(bruno)).to.deep.equal([10_000n]);
  });
});
