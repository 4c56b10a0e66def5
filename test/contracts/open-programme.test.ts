import { expect } from "chai";

import { FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";

import {
  CAP,
  CATEGORIES,
  DAY,
  PROGRAMME_REF,
  type Town,
  ada,
  by,
  credit,
  ethers,
  freshTown,
  refOf,
  termsFromNow,
  voucherOf,
} from "./fixture.ts";
import { eventsOf } from "./signed.ts";

describe("Opening a programme", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  const REF = refOf("second programme");
  const open = (
    terms: Partial<Town["terms"]> = {},
    { ref = REF, name = "Buoni libri", symbol = "LIBRI" } = {},
  ) =>
    by(town.officers.treasurer, town.programmes).open(ref, name, symbol, {
      ...town.terms,
      ...terms,
    });

  describe("is refused", () => {
    it("to whoever is not the treasury", async () => {
      for (const who of [town.officers.issuer, town.officers.admin, town.officers.stranger])
        await expect(by(who, town.programmes).open(REF, "Buoni", "B", town.terms))
          .to.be.revertedWithCustomError(town.programmes, "AccessManagedUnauthorized")
          .withArgs(who.address);
    });

    it("under a reference that is taken", async () => {
      await expect(open({}, { ref: PROGRAMME_REF }))
        .to.be.revertedWithCustomError(town.programmes, "ProgrammeAlreadyOpen")
        .withArgs(PROGRAMME_REF);
    });

    for (const [what, change] of Object.entries({
      "without a fund": [{ cap: 0n }, {}],
      "without a category": [{ categories: 0n }, {}],
      "without a name": [{}, { name: "" }],
      "without a symbol": [{}, { symbol: "" }],
      "whose last day has passed": [{ spendableFrom: 1, spendableUntil: 2 }, {}],
    }))
      it(what, async () => {
        await expect(open(...(change as [object, object]))).to.be.revertedWithCustomError(
          town.programmes,
          "InvalidProgramme",
        );
      });

    it("whose dates are out of order", async () => {
      const { spendableFrom, spendableUntil, settleableUntil } = await termsFromNow();
      const bad = [
        { spendableFrom: spendableUntil + 1 },
        { settleableUntil: spendableUntil - 1 },
        { spendableFrom: settleableUntil + 2 * DAY, spendableUntil: settleableUntil + DAY },
      ];
      for (const change of bad)
        await expect(
          open({ spendableFrom, spendableUntil, settleableUntil, ...change }),
        ).to.be.revertedWithCustomError(town.voucher, "InvalidDates");
    });

    it("and leaves nothing behind", async () => {
      await expect(open({ cap: 0n })).to.be.revert(ethers);
      expect(await town.programmes.voucherOf(REF)).to.equal(ethers.ZeroAddress);
      expect(await town.programmes.programmeCount()).to.equal(1n);
    });
  });

  it("deploys a token of its own with the name, the symbol and the terms", async () => {
    await open();
    const voucher = await voucherOf(town.programmes, REF);
    expect(await voucher.name()).to.equal("Buoni libri");
    expect(await voucher.symbol()).to.equal("LIBRI");
    expect(await voucher.decimals()).to.equal(2n);
    expect((await voucher.terms()).toObject()).to.deep.equal({
      cap: CAP,
      spendableFrom: BigInt(town.terms.spendableFrom),
      spendableUntil: BigInt(town.terms.spendableUntil),
      settleableUntil: BigInt(town.terms.settleableUntil),
      categories: CATEGORIES,
    });
    expect([...(await voucher.totals())]).to.deep.equal([0n, 0n, 0n]);
    expect(await voucher.totalSupply()).to.equal(0n);
    expect(await voucher.authority()).to.equal(await town.authority.getAddress());
  });

  it("tells the world all its terms in one event", async () => {
    const sent = await open();
    const { spendableFrom, spendableUntil, settleableUntil } = town.terms;
    expect(await eventsOf(sent, town.programmes)).to.deep.equal([
      [
        "ProgrammeOpened",
        REF,
        await town.programmes.voucherOf(REF),
        "Buoni libri",
        "LIBRI",
        CAP,
        BigInt(spendableFrom),
        BigInt(spendableUntil),
        BigInt(settleableUntil),
        CATEGORIES,
      ],
    ]);
  });

  it("puts the token at an address that follows from the reference alone", async () => {
    const { bytecode } = await ethers.getContractFactory("Voucher");
    const expected = ethers.getCreate2Address(
      await town.programmes.getAddress(),
      REF,
      ethers.keccak256(bytecode),
    );
    await open({ cap: 77n }, { name: "Any name" });
    expect(await town.programmes.voucherOf(REF)).to.equal(expected);
  });

  it("lists the programmes in their order", async () => {
    await open();
    const second: string = await town.programmes.voucherOf(REF);
    expect(await town.programmes.programmeCount()).to.equal(2n);
    expect(await town.programmes.voucherByIndex(0)).to.equal(await town.voucher.getAddress());
    expect(await town.programmes.voucherByIndex(1)).to.equal(second);
    expect(await town.programmes.isVoucher(second)).to.equal(true);
    expect(await town.programmes.isVoucher(ada.address)).to.equal(false);
  });

  it("gives the token's functions to the roles", async () => {
    await open();
    const second: string = await town.programmes.voucherOf(REF);
    for (const [signature, role] of Object.entries(FUNCTION_ROLES.voucher))
      expect(
        await town.authority.getTargetFunctionRole(second, ethers.id(signature).slice(0, 10)),
        signature,
      ).to.equal(ROLE_IDS[role as Role]);
  });

  it("keeps the funds apart", async () => {
    await open({ cap: 100n });
    const second = await voucherOf(town.programmes, REF);
    await credit(town, [[ada, 500n]]);
    await by(town.officers.issuer, second).issue([ada.address], [100n], refOf("books"));
    expect(await town.voucher.balanceOf(ada.address)).to.equal(500n);
    expect(await second.balanceOf(ada.address)).to.equal(100n);
  });

  it("forgets what it told the token while it was deployed", async () => {
    await open();
    expect(await town.programmes.openingName()).to.equal("");
    expect(await town.programmes.openingSymbol()).to.equal("");
    expect((await town.programmes.openingTerms()).cap).to.equal(0n);
  });
});
