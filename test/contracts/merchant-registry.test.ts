import { expect } from "chai";

import {
  ADMIN_DELAY,
  BREAD,
  CATEGORIES,
  FLOWERS,
  GROCERIES,
  type Town,
  accountOf,
  ada,
  baker,
  by,
  ethers,
  florist,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
} from "./fixture.ts";
import { eventsOf } from "./signed.ts";

describe("The merchant registry", () => {
  let town: Town;
  const pharmacist = accountOf("the pharmacist");
  const REF = refOf("pharmacist");

  beforeEach(async () => {
    town = await freshTown();
  });

  const registrar = () => by(town.officers.registrar, town.registry);

  describe("refuses", () => {
    it("a merchant that is registered already, and with it the whole list", async () => {
      await expect(
        registrar().register(
          [pharmacist.address, grocer.address],
          [GROCERIES, GROCERIES],
          [REF, REF],
        ),
      )
        .to.be.revertedWithCustomError(town.registry, "MerchantAlreadyRegistered")
        .withArgs(grocer.address);
      expect(await town.registry.isRegistered(pharmacist.address)).to.equal(false);
      expect(await town.registry.merchantCount()).to.equal(3n);
    });

    it("a merchant that stands twice in one list", async () => {
      const twice = [pharmacist.address, pharmacist.address];
      await expect(
        registrar().register(twice, [GROCERIES, BREAD], [REF, REF]),
      ).to.be.revertedWithCustomError(town.registry, "MerchantAlreadyRegistered");
    });

    it("lists of different lengths", async () => {
      await expect(registrar().register([pharmacist.address], [], [REF]))
        .to.be.revertedWithCustomError(town.registry, "LengthMismatch")
        .withArgs(1n, 0n);
      await expect(registrar().register([pharmacist.address], [GROCERIES], []))
        .to.be.revertedWithCustomError(town.registry, "LengthMismatch")
        .withArgs(1n, 0n);
    });

    it("nobody's address and the category 128", async () => {
      await expect(
        registrar().register([ethers.ZeroAddress], [GROCERIES], [REF]),
      ).to.be.revertedWithCustomError(town.registry, "InvalidMerchant");
      await expect(registrar().register([pharmacist.address], [128], [REF]))
        .to.be.revertedWithCustomError(town.registry, "CategoryOutOfRange")
        .withArgs(128n);
      await expect(registrar().setCategory(grocer.address, 128)).to.be.revertedWithCustomError(
        town.registry,
        "CategoryOutOfRange",
      );
    });

    it("to suspend, activate or reclassify who is not registered", async () => {
      for (const act of [
        registrar().suspend([ada.address]),
        registrar().activate([ada.address]),
        registrar().setCategory(ada.address, BREAD),
      ])
        await expect(act)
          .to.be.revertedWithCustomError(town.registry, "MerchantNotRegistered")
          .withArgs(ada.address);
      await expect(town.registry.categoryOf(ada.address)).to.be.revertedWithCustomError(
        town.registry,
        "MerchantNotRegistered",
      );
    });

    it("to add a follower before ADMIN has waited, by anybody else, and twice", async () => {
      const { admin, stranger } = town.officers;
      const add = (who = admin, follower = stranger.address) =>
        by(who, town.registry).addFollower(follower);
      const announce = async (follower: string) => {
        const data = town.registry.interface.encodeFunctionData("addFollower", [follower]);
        await by(admin, town.authority).schedule(town.registry, data, 0);
      };
      await expect(add(stranger)).to.be.revertedWithCustomError(
        town.registry,
        "AccessManagedUnauthorized",
      );
      await expect(add()).to.be.revertedWithCustomError(
        town.authority,
        "AccessManagerNotScheduled",
      );
      await announce(stranger.address);
      await expect(add()).to.be.revertedWithCustomError(town.authority, "AccessManagerNotReady");
      const voucher = await town.voucher.getAddress();
      await announce(voucher);
      await networkHelpers.time.increase(ADMIN_DELAY);
      await add();
      expect(await town.registry.isFollower(stranger.address)).to.equal(true);
      await expect(add(admin, voucher))
        .to.be.revertedWithCustomError(town.registry, "FollowerAlreadyAdded")
        .withArgs(voucher);
    });

    it("to suspend twice and to activate who is active", async () => {
      await expect(registrar().activate([grocer.address]))
        .to.be.revertedWithCustomError(town.registry, "MerchantStateUnchanged")
        .withArgs(grocer.address, true);
      await registrar().suspend([grocer.address]);
      await expect(registrar().suspend([baker.address, grocer.address]))
        .to.be.revertedWithCustomError(town.registry, "MerchantStateUnchanged")
        .withArgs(grocer.address, false);
      expect(await town.registry.isActive(baker.address), "all or nothing").to.equal(true);
    });
  });

  it("registers merchants, active at once, and names them by reference only", async () => {
    const sent = await registrar().register([pharmacist.address], [127], [REF]);
    expect(await eventsOf(sent, town.registry)).to.deep.equal([
      ["MerchantRegistered", pharmacist.address, 127n, REF],
    ]);
    expect(await town.registry.isRegistered(pharmacist.address)).to.equal(true);
    expect(await town.registry.isActive(pharmacist.address)).to.equal(true);
    expect(await town.registry.categoryOf(pharmacist.address)).to.equal(127n);
    expect(await town.registry.merchantCount()).to.equal(4n);
  });

  it("says who may take a programme's vouchers", async () => {
    const isEligible = (merchant: { address: string }, categories = CATEGORIES) =>
      town.registry.isEligible(merchant.address, categories);
    expect(await isEligible(grocer)).to.equal(true);
    expect(await isEligible(florist)).to.equal(false);
    expect(await isEligible(florist, 1n << BigInt(FLOWERS))).to.equal(true);
    expect(await isEligible(ada), "not a merchant").to.equal(false);
    expect(await isEligible(grocer, 0n)).to.equal(false);
    expect(await isEligible(ada, ethers.MaxUint256), "unregistered has no category 0").to.equal(
      false,
    );
  });

  it("suspends and activates", async () => {
    expect(
      await eventsOf(await registrar().suspend([grocer.address]), town.registry),
    ).to.deep.equal([["MerchantSuspended", grocer.address]]);
    expect(await town.registry.isEligible(grocer.address, CATEGORIES)).to.equal(false);
    expect(await town.registry.isRegistered(grocer.address)).to.equal(true);
    expect(
      await eventsOf(await registrar().activate([grocer.address]), town.registry),
    ).to.deep.equal([["MerchantActivated", grocer.address]]);
    expect(await town.registry.isEligible(grocer.address, CATEGORIES)).to.equal(true);
  });

  it("reclassifies, without activating who is suspended", async () => {
    await registrar().suspend([florist.address]);
    const sent = await registrar().setCategory(florist.address, BREAD);
    expect(await eventsOf(sent, town.registry)).to.deep.equal([
      ["MerchantCategoryChanged", florist.address, BigInt(BREAD)],
    ]);
    expect(await town.registry.isEligible(florist.address, CATEGORIES)).to.equal(false);
    await registrar().activate([florist.address]);
    expect(await town.registry.isEligible(florist.address, CATEGORIES)).to.equal(true);
  });
});
