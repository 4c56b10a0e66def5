import { expect } from "chai";

import {
  BREAD,
  CATEGORIES,
  FLOWERS,
  type Town,
  type Voucher,
  ada,
  by,
  credit,
  ethers,
  freshTown,
  grocer,
  holderOf,
  networkHelpers,
  refOf,
  statementOf,
  voucherOf,
} from "./fixture.ts";
import { SKIP, groupsOf, signPayment } from "./signed.ts";
import { ROLE_IDS, type Role } from "#core/chain/roles.ts";

describe("A merchant that vouchers remember", () => {
  let town: Town;
  let nonce: bigint;

  beforeEach(async () => {
    town = await freshTown();
    nonce = 0n;
    await credit(town, [[ada, 10_000n]]);
    expect(await pay(), "first payment").to.equal(SKIP.none);
  });

  /** What becomes of a payment to the grocer, as the preview says and as the settlement does. */
  async function pay(voucher: Voucher = town.voucher): Promise<bigint> {
    nonce += 1n;
    const signed = await signPayment(ada, voucher, { to: grocer, amount: 100n, nonce });
    const [preview] = await voucher.previewPayment(signed.to, signed.payment);
    const before = await voucher.balanceOf(grocer.address);
    await voucher.settle(groupsOf([signed]));
    const isPaid = (await voucher.balanceOf(grocer.address)) === before + 100n;
    expect(isPaid, "settled as previewed").to.equal(preview === SKIP.none);
    return preview;
  }

  const registrar = () => by(town.officers.registrar, town.registry);
  const transfer = async () => {
    await networkHelpers.setBalance(ada.address, ethers.parseEther("1"));
    return by(ada, town.voucher).transfer(grocer.address, 1n);
  };

  it("is forgotten on nobody's word but the registry's", async () => {
    const roles = Object.keys(ROLE_IDS) as Role[];
    for (const who of [...roles.map((role) => holderOf(town.officers, role)), grocer])
      await expect(by(who, town.voucher).dismiss.staticCall([grocer.address]))
        .to.be.revertedWithCustomError(town.voucher, "CallerIsNotRegistry")
        .withArgs(who.address);
  });

  it("takes nothing from the moment it is suspended, signed or not, and again when it is active", async () => {
    await registrar().suspend([grocer.address]);
    expect(await pay()).to.equal(SKIP.recipientNotEligible);
    await expect(transfer()).to.be.revertedWithCustomError(town.voucher, "MerchantNotEligible");
    await registrar().activate([grocer.address]);
    expect(await pay()).to.equal(SKIP.none);
    await registrar().suspend([grocer.address]);
    expect(await pay()).to.equal(SKIP.recipientNotEligible);
  });

  it("takes nothing from the moment it sells something else", async () => {
    await registrar().setCategory(grocer.address, FLOWERS);
    expect(await pay()).to.equal(SKIP.recipientNotEligible);
    await registrar().setCategory(grocer.address, BREAD);
    expect(await pay()).to.equal(SKIP.none);
  });

  it("keeps what it took: it stays a merchant, and can be reimbursed", async () => {
    await registrar().suspend([grocer.address]);
    expect(await town.voucher.isMerchant(grocer.address)).to.equal(true);
    await by(town.officers.treasurer, town.voucher).redeem([
      { merchant: grocer.address, amount: 100n, statement: statementOf("paid", 1) },
    ]);
  });

  it("is forgotten by every programme at once", async () => {
    const other = await openSecond();
    nonce = 0n;
    expect(await pay(other), "second programme").to.equal(SKIP.none);
    await registrar().suspend([grocer.address]);
    nonce = 1n;
    expect(await pay(other)).to.equal(SKIP.recipientNotEligible);
    expect(await pay()).to.equal(SKIP.recipientNotEligible);
  });

  async function openSecond(): Promise<Voucher> {
    const ref = refOf("second");
    await by(town.officers.treasurer, town.programmes).open(ref, "Libri", "LIBRI", town.terms);
    const voucher = await voucherOf(town.programmes, ref);
    await by(town.officers.issuer, voucher).issue([ada.address], [1_000n], refOf("books"));
    return voucher;
  }

  it("costs the registry's question once: later payments are cheaper", async () => {
    const gasOf = async () => {
      nonce += 1n;
      const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 100n, nonce });
      return (await (await town.voucher.settle(groupsOf([signed]))).wait())!.gasUsed;
    };
    const remembered = await gasOf();
    await registrar().suspend([grocer.address]);
    await registrar().activate([grocer.address]);
    expect(await gasOf()).to.be.greaterThan(remembered + 5_000n);
    expect(await gasOf()).to.be.lessThan(remembered + 100n);
  });

  it("may be remembered by followers only", async () => {
    const anyone = town.registry.connect(ethers.provider) as typeof town.registry;
    const asked = (from: string) =>
      anyone.admission.staticCall(grocer.address, CATEGORIES, { from });
    expect([...(await asked(await town.voucher.getAddress()))]).to.deep.equal([true, true]);
    expect([...(await asked(town.officers.stranger.address))]).to.deep.equal([true, false]);
    const none = 1n << BigInt(FLOWERS);
    expect(
      [...(await town.registry.admission(grocer.address, none))],
      "another category",
    ).to.deep.equal([false, false]);
    expect(await town.registry.isFollower(town.voucher)).to.equal(true);
  });
});
