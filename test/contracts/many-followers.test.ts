import { expect } from "chai";

import { ROLE_IDS } from "#core/chain/roles.ts";
import { TRANSACTION_GAS_LIMIT } from "#core/settlement/batch-size.ts";

import {
  type Town,
  ada,
  by,
  credit,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
  statementOf,
  voucherOf,
} from "./fixture.ts";
import { groupsOf, signPayment } from "./signed.ts";

/** As `contracts/Followers.sol` has it. */
const MOST = 1_000;
const AT_ONCE = 100;

/** Where these contracts keep the number of their followers, and a voucher its authority and its officer. */
const AUTHORITY_FOLLOWERS = 4n;
const REGISTRY_FOLLOWERS = 3n;
const VOUCHER_AUTHORITY = 2n;
const VOUCHER_ACCOUNTS = 3n;
const VOUCHER_REDEEMER = 6n;
/** As `contracts/AccountWord.sol` has it. */
const ADMITTED = 1n << 195n;

/** Where an entry of a mapping, or a list's first, is kept. */
function slotOf(types: readonly string[], values: readonly unknown[]): bigint {
  return BigInt(ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(types, values)));
}

describe("A town with more programmes than can be told in one transaction", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  /** As many vouchers as are told and one more, each with this in its storage. */
  async function copies(storage: readonly (readonly [slot: bigint, word: bigint])[]) {
    const code = await ethers.provider.getCode(town.voucher);
    const vouchers = Array.from({ length: MOST + 1 }, (_, index) =>
      ethers.getAddress(ethers.dataSlice(refOf(`voucher ${index}`), 12)),
    );
    for (const voucher of vouchers) {
      await networkHelpers.setCode(voucher, code);
      for (const [slot, word] of storage) await networkHelpers.setStorageAt(voucher, slot, word);
    }
    return vouchers;
  }

  /** An authority that tells as many vouchers as it takes, each of which remembers the treasurer. */
  async function fullAuthority() {
    const { deployer, treasurer } = town.officers;
    const authority = await ethers.deployContract("TownAuthority", [deployer.address]);
    const vouchers = await copies([
      [VOUCHER_AUTHORITY, BigInt(String(authority.target))],
      [VOUCHER_REDEEMER, BigInt(treasurer.address) << 96n],
    ]);
    const add = (voucher: string) =>
      authority.interface.encodeFunctionData("addFollower", [voucher]);
    for (let from = 0; from < vouchers.length; from += AT_ONCE)
      await authority.getFunction("multicall")(vouchers.slice(from, from + AT_ONCE).map(add));
    return { authority, vouchers };
  }

  it("takes a role away in one transaction nevertheless, and every voucher forgets", async function () {
    this.timeout(120_000);
    const { treasurer } = town.officers;
    const { authority, vouchers } = await fullAuthority();
    await authority.getFunction("grantRole")(ROLE_IDS.treasury, treasurer, 0);
    await authority.getFunction("revokeRole")(ROLE_IDS.treasury, treasurer, {
      gasLimit: TRANSACTION_GAS_LIMIT,
    });
    const told = vouchers.slice(0, MOST);
    for (const voucher of [told[0]!, told.at(-1)!])
      expect(await town.voucher.attach(voucher).getFunction("redeemer")()).to.equal(
        ethers.ZeroAddress,
      );
    const isFollower = (voucher: string) => authority.getFunction("isFollower")(voucher);
    expect(await isFollower(told.at(-1)!), "the last that fits").to.equal(true);
    expect(await isFollower(vouchers[MOST]!), "one more").to.equal(false);
  });

  it("suspends a merchant in one transaction nevertheless, whom every voucher had remembered", async function () {
    this.timeout(120_000);
    await credit(town, [[ada, 10_000n]]);
    await pay(1n);
    const slot = slotOf(["address", "uint256"], [grocer.address, VOUCHER_ACCOUNTS]);
    const word = BigInt(await ethers.provider.getStorage(town.voucher, slot));
    const told = (await copies([[slot, word]])).slice(0, MOST);
    const registry = String(town.registry.target);
    const first = slotOf(["uint256"], [REGISTRY_FOLLOWERS]);
    await networkHelpers.setStorageAt(registry, REGISTRY_FOLLOWERS, MOST);
    for (const [index, voucher] of told.entries())
      await networkHelpers.setStorageAt(registry, first + BigInt(index), BigInt(voucher));
    const data = town.registry.interface.encodeFunctionData("suspend", [[grocer.address]]);
    const request = { to: registry, data, gasLimit: TRANSACTION_GAS_LIMIT };
    await town.officers.registrar.sendTransaction(request);
    for (const voucher of [told[0]!, told.at(-1)!])
      expect(BigInt(await ethers.provider.getStorage(voucher, slot))).to.equal(word ^ ADMITTED);
  });

  async function pay(nonce: bigint): Promise<void> {
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 100n, nonce });
    await town.voucher.settle(groupsOf([signed]));
  }

  describe("opens one more", () => {
    beforeEach(async () => {
      await networkHelpers.setStorageAt(String(town.authority.target), AUTHORITY_FOLLOWERS, MOST);
      await networkHelpers.setStorageAt(String(town.registry.target), REGISTRY_FOLLOWERS, MOST);
      const { treasurer } = town.officers;
      await by(treasurer, town.programmes).open(refOf("one more"), "Libri", "LIBRI", town.terms);
      town = { ...town, voucher: await voucherOf(town.programmes, refOf("one more")) };
    });

    it("which is told nothing", async () => {
      expect(await town.authority.isFollower(town.voucher)).to.equal(false);
      expect(await town.registry.isFollower(town.voucher)).to.equal(false);
    });

    it("which remembers nobody, and pays and is redeemed as any other", async () => {
      const { treasurer } = town.officers;
      await credit(town, [[ada, 10_000n]]);
      for (const nonce of [1n, 2n]) await pay(nonce);
      const list = [{ merchant: grocer.address, amount: 200n, statement: statementOf("one", 1) }];
      await by(treasurer, town.voucher).redeem(list);
      expect(await town.voucher.balanceOf(grocer)).to.equal(0n);
      expect(await town.voucher.redeemer()).to.equal(ethers.ZeroAddress);
    });
  });
});
