import { expect } from "chai";
import type { BaseContract, Wallet } from "ethers";

import { type Town, ada, bruno, by, carla, ethers, freshTown, networkHelpers } from "./fixture.ts";
import { LIMIT, openCampaign, reward, setYearlyLimit } from "./local-value.ts";
import { domainOf, eventsOf, inDays } from "./signed.ts";

const NOBODY = ethers.ZeroAddress;
const SUPPLY = 10_000n;

async function circulate(town: Town, amount: bigint): Promise<void> {
  await setYearlyLimit(town, LIMIT);
  await openCampaign(town);
  await reward(town, [[ada, amount]]);
}

/** What every ERC-20 must do, tried on the token that circulates: Ada owns all, Bruno spends for her, Carla receives. */
describe("Local value as an ERC-20", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await circulate(town, SUPPLY);
    for (const { address } of [ada, bruno, carla])
      await networkHelpers.setBalance(address, ethers.parseEther("1"));
  });

  const as = (who: Wallet) => by(who, town.localToken);
  const balanceOf = (who: { address: string }) => town.localToken.balanceOf(who.address);
  const allowance = () => town.localToken.allowance(ada.address, bruno.address);
  const approve = (amount: bigint) => as(ada).approve(bruno.address, amount);
  const spend = (amount: bigint, to = carla.address) =>
    as(bruno).transferFrom(ada.address, to, amount);
  const refusal = (sending: Promise<unknown>, error: string, ...args: unknown[]) =>
    expect(sending)
      .to.be.revertedWithCustomError(town.localToken, error)
      .withArgs(...args);

  it("tells supply, balances and allowances, zero where there are none", async () => {
    expect(await town.localToken.totalSupply()).to.equal(SUPPLY);
    expect(await balanceOf(ada)).to.equal(SUPPLY);
    expect(await balanceOf(carla)).to.equal(0n);
    expect(await balanceOf({ address: NOBODY })).to.equal(0n);
    expect(await allowance()).to.equal(0n);
  });

  describe("transfer", () => {
    it("refuses one cent more than the balance, and anything from an empty account", async () => {
      const tooMuch = as(ada).transfer(carla.address, SUPPLY + 1n);
      await refusal(tooMuch, "ERC20InsufficientBalance", ada.address, SUPPLY, SUPPLY + 1n);
      const fromNothing = as(carla).transfer(ada.address, 1n);
      await refusal(fromNothing, "ERC20InsufficientBalance", carla.address, 0n, 1n);
      const enormous = as(ada).transfer(carla.address, ethers.MaxUint256);
      await refusal(enormous, "ERC20InsufficientBalance", ada.address, SUPPLY, ethers.MaxUint256);
    });

    it("refuses nobody as the recipient, of nothing too", async () => {
      for (const amount of [0n, 1n, SUPPLY])
        await refusal(as(ada).transfer(NOBODY, amount), "ERC20InvalidReceiver", NOBODY);
    });

    for (const amount of [0n, 1n, SUPPLY])
      it(`moves ${amount} cents, says so once, and leaves the supply alone`, async () => {
        const sent = await as(ada).transfer(carla.address, amount);
        expect(await eventsOf(sent, town.localToken)).to.deep.equal([
          ["Transfer", ada.address, carla.address, amount],
        ]);
        expect(await balanceOf(ada)).to.equal(SUPPLY - amount);
        expect(await balanceOf(carla)).to.equal(amount);
        expect(await town.localToken.totalSupply()).to.equal(SUPPLY);
      });

    it("to oneself changes nothing", async () => {
      await as(ada).transfer(ada.address, SUPPLY);
      expect(await balanceOf(ada)).to.equal(SUPPLY);
    });
  });

  describe("approve", () => {
    it("refuses nobody as the spender", async () => {
      for (const amount of [0n, 1n])
        await refusal(as(ada).approve(NOBODY, amount), "ERC20InvalidSpender", NOBODY);
    });

    for (const amount of [0n, 1n, SUPPLY, SUPPLY + 1n, ethers.MaxUint256])
      it(`allows ${amount}, also in place of an earlier amount, and answers true`, async () => {
        expect(await as(ada).approve.staticCall(bruno.address, amount)).to.equal(true);
        for (const _ of ["first", "again"]) {
          const sent = await approve(amount);
          expect(await eventsOf(sent, town.localToken)).to.deep.equal([
            ["Approval", ada.address, bruno.address, amount],
          ]);
        }
        await approve(5n);
        expect(await allowance()).to.equal(5n);
        await approve(amount);
        expect(await allowance()).to.equal(amount);
      });

    it("allows oneself, which spends like anybody", async () => {
      await as(ada).approve(ada.address, 1n);
      await as(ada).transferFrom(ada.address, carla.address, 1n);
      const more = as(ada).transferFrom(ada.address, carla.address, 1n);
      await refusal(more, "ERC20InsufficientAllowance", ada.address, 0n, 1n);
    });
  });

  describe("transferFrom", () => {
    it("moves what is allowed, uses the allowance up, says one Transfer and no Approval", async () => {
      await approve(SUPPLY);
      expect(await as(bruno).transferFrom.staticCall(ada.address, carla.address, 1n)).to.equal(
        true,
      );
      const sent = await spend(SUPPLY);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Transfer", ada.address, carla.address, SUPPLY],
      ]);
      expect(await allowance()).to.equal(0n);
      expect([await balanceOf(ada), await balanceOf(carla)]).to.deep.equal([0n, SUPPLY]);
    });

    it("moves nothing for whom nothing is allowed", async () => {
      const sent = await spend(0n);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["Transfer", ada.address, carla.address, 0n],
      ]);
    });

    it("refuses what the owner does not have, and keeps the allowance", async () => {
      await as(ada).transfer(carla.address, 1n);
      await approve(SUPPLY);
      await refusal(spend(SUPPLY), "ERC20InsufficientBalance", ada.address, SUPPLY - 1n, SUPPLY);
      expect(await allowance()).to.equal(SUPPLY);
    });

    it("refuses what is not allowed, whether the owner has it or not", async () => {
      await approve(SUPPLY - 1n);
      const short = ["ERC20InsufficientAllowance", bruno.address, SUPPLY - 1n, SUPPLY] as const;
      await refusal(spend(SUPPLY), ...short);
      await as(ada).transfer(carla.address, 1n);
      await refusal(spend(SUPPLY), ...short);
    });

    it("never uses an unlimited allowance up", async () => {
      await approve(ethers.MaxUint256);
      const sent = await spend(1n);
      expect((await eventsOf(sent, town.localToken)).map(([name]) => name)).to.deep.equal([
        "Transfer",
      ]);
      expect(await allowance()).to.equal(ethers.MaxUint256);
    });

    it("refuses nobody, as owner and as recipient", async () => {
      await approve(SUPPLY);
      await refusal(spend(1n, NOBODY), "ERC20InvalidReceiver", NOBODY);
      const fromNobody = as(bruno).transferFrom(NOBODY, carla.address, 0n);
      await refusal(fromNobody, "ERC20InvalidSender", NOBODY);
    });
  });

  it("comes into being with a Transfer from nobody", async () => {
    const filter = town.localToken.filters["Transfer"]!(NOBODY);
    const found = await town.localToken.queryFilter(filter);
    expect(found.map((log) => ("args" in log ? [...log.args] : []))).to.deep.equal([
      [NOBODY, ada.address, SUPPLY],
    ]);
  });

  describe("permit", () => {
    const TYPES = {
      Permit: Object.entries({
        owner: "address",
        spender: "address",
        value: "uint256",
        nonce: "uint256",
        deadline: "uint256",
      }).map(([name, type]) => ({ name, type })),
    };

    async function signed(change: { nonce?: bigint; deadline?: bigint } = {}, domain = {}) {
      const message = {
        owner: ada.address,
        spender: bruno.address,
        value: 42n,
        nonce: 0n,
        deadline: await inDays(1),
        ...change,
      };
      const whole = { ...(await domainOf(town.localToken)), ...domain };
      const signature = await ada.signTypedData(whole, TYPES, message);
      return { message, ...ethers.Signature.from(signature).toJSON() } as unknown as Signed;
    }

    type Signed = {
      message: { owner: string; spender: string; value: bigint; deadline: bigint };
      v: number;
      r: string;
      s: string;
    };

    const permit = ({ message: { owner, spender, value, deadline }, v, r, s }: Signed) =>
      as(carla).permit(owner, spender, value, deadline, v, r, s);

    it("holds until the last second of its deadline", async () => {
      const permission = await signed();
      await networkHelpers.time.setNextBlockTimestamp(permission.message.deadline);
      await permit(permission);
      expect(await allowance()).to.equal(42n);
      expect(await town.localToken.nonces(ada.address)).to.equal(1n);
    });

    it("is refused a second later", async () => {
      const permission = await signed();
      const { deadline } = permission.message;
      await networkHelpers.time.setNextBlockTimestamp(deadline + 1n);
      await refusal(permit(permission), "PermitExpired", deadline);
      expect(await town.localToken.nonces(ada.address), "nonce").to.equal(0n);
    });

    it("is refused where it was signed for another number, chain, token or version", async () => {
      const foreign = [
        await signed({ nonce: 1n }),
        await signed({}, { chainId: 1 }),
        await signed({}, { verifyingContract: await town.voucher.getAddress() }),
        await signed({}, { version: "2" }),
      ];
      for (const permission of foreign)
        await expect(permit(permission)).to.be.revertedWithCustomError(
          town.localToken,
          "PermitSignerMismatch",
        );
    });

    it("has one signature: its mirror image in the upper half is nobody's", async () => {
      const { v, s, ...rest } = await signed();
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const mirrored = ethers.toBeHex(order - BigInt(s), 32);
      await refusal(
        permit({ ...rest, v: v === 27 ? 28 : 27, s: mirrored }),
        "PermitSignerMismatch",
        NOBODY,
        ada.address,
      );
    });

    it("by nobody is refused, although a bad signature recovers to nobody", async () => {
      const { message, ...rest } = await signed();
      const bad = { message: { ...message, owner: NOBODY }, ...rest, v: 1 };
      await refusal(permit(bad), "PermitSignerMismatch", NOBODY, NOBODY);
    });
  });
});

/** The few functions that any wallet calls, decoded by its own ABI instead of ours. */
const WALLET = new ethers.Interface([
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address) view returns (uint256)",
  "function supportsInterface(bytes4) view returns (bool)",
  "function eip712Domain() view returns (bytes1,string,string,uint256,address,bytes32,uint256[])",
]);

describe("A wallet that knows ERC-20 alone", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  async function answers(token: BaseContract) {
    const contract = new ethers.Contract(await token.getAddress(), WALLET, ethers.provider);
    const ask = (name: string, ...args: unknown[]) => contract.getFunction(name)(...args);
    const [, domain, version, chainId, address] = (await ask("eip712Domain")) as unknown[];
    return {
      name: await ask("name"),
      symbol: await ask("symbol"),
      decimals: await ask("decimals"),
      totalSupply: await ask("totalSupply"),
      balanceOf: await ask("balanceOf", ada.address),
      erc20: await ask("supportsInterface", "0x36372b07"),
      erc165: await ask("supportsInterface", "0x01ffc9a7"),
      unknown: await ask("supportsInterface", "0xffffffff"),
      domain: [domain, version, chainId, address],
    };
  }

  const common = { decimals: 2n, erc20: true, erc165: true, unknown: false };

  it("reads a voucher", async () => {
    await by(town.officers.issuer, town.voucher).issue([ada.address], [500n], ethers.id("issue"));
    const { chainId } = await ethers.provider.getNetwork();
    expect(await answers(town.voucher)).to.deep.equal({
      ...common,
      name: "Buoni spesa",
      symbol: "BUONO",
      totalSupply: 500n,
      balanceOf: 500n,
      domain: ["Borgo", "1", chainId, await town.voucher.getAddress()],
    });
  });

  it("reads local value", async () => {
    await circulate(town, 700n);
    const { chainId } = await ethers.provider.getNetwork();
    expect(await answers(town.localToken)).to.deep.equal({
      ...common,
      name: "Valore locale",
      symbol: "LOCALE",
      totalSupply: 700n,
      balanceOf: 700n,
      domain: ["Borgo", "1", chainId, await town.localToken.getAddress()],
    });
  });
});
