import { expect } from "chai";

import { FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";

import {
  ADMIN_DELAY,
  type Town,
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
import { groupsOf, signPayment } from "./signed.ts";

const NOBODY = ethers.ZeroAddress;
const SIGNATURE = Object.keys(FUNCTION_ROLES.voucher).find((name) => name.startsWith("redeem("))!;
const REDEEM = ethers.id(SIGNATURE).slice(0, 10);

describe("The officer whom a voucher remembers", () => {
  let town: Town;
  let statements: number;

  beforeEach(async () => {
    town = await freshTown();
    statements = 0;
    await credit(town, [[ada, 10_000n]]);
    const signed = await signPayment(ada, town.voucher, { to: grocer, amount: 3_000n, nonce: 1n });
    await town.voucher.settle(groupsOf([signed]));
    await redeem();
    expect(await town.voucher.redeemer()).to.equal(town.officers.treasurer.address);
  });

  const list = () => [
    { merchant: grocer.address, amount: 10n, statement: statementOf("one", ++statements) },
  ];

  const redeem = (who = town.officers.treasurer) => by(who, town.voucher).redeem(list());

  const refused = (who = town.officers.treasurer) =>
    expect(redeem(who)).to.be.revertedWithCustomError(town.voucher, "AccessManagedUnauthorized");

  const manager = () => town.authority.interface;

  /** ADMIN announces a call to the authority, waits, and makes it. */
  async function adminDoes(data: string): Promise<void> {
    await by(town.officers.admin, town.authority).schedule(town.authority, data, 0);
    await networkHelpers.time.increase(ADMIN_DELAY);
    await town.officers.admin.sendTransaction({ to: town.authority, data });
  }

  const grant = (delay: number, who = town.officers.treasurer) =>
    manager().encodeFunctionData("grantRole", [ROLE_IDS.treasury, who.address, delay]);

  it("redeems without the authority being asked", async () => {
    const { treasurer } = town.officers;
    const data = town.voucher.interface.encodeFunctionData("redeem", [list()]);
    const sent = await treasurer.sendTransaction({ to: town.voucher, data });
    const { structLogs } = (await ethers.provider.send("debug_traceTransaction", [sent.hash])) as {
      structLogs: { op: string }[];
    };
    expect(structLogs.filter(({ op }) => op.endsWith("CALL"))).to.deep.equal([]);
  });

  it("is forgotten as the role is revoked, and does nothing any more", async () => {
    await adminDoes(
      manager().encodeFunctionData("revokeRole", [
        ROLE_IDS.treasury,
        town.officers.treasurer.address,
      ]),
    );
    expect(await town.voucher.redeemer()).to.equal(NOBODY);
    await refused();
  });

  it("is forgotten as the role is given up", async () => {
    const { treasurer } = town.officers;
    await by(treasurer, town.authority).renounceRole(ROLE_IDS.treasury, treasurer.address);
    await refused();
  });

  it("has to announce a redemption as soon as its acts are to wait, and is not remembered for that", async () => {
    await adminDoes(grant(3_600));
    const data = town.voucher.interface.encodeFunctionData("redeem", [list()]);
    const { treasurer } = town.officers;
    await expect(
      treasurer.sendTransaction({ to: town.voucher, data }),
    ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
    await by(treasurer, town.authority).schedule(town.voucher, data, 0);
    await networkHelpers.time.increase(3_600);
    await treasurer.sendTransaction({ to: town.voucher, data });
    expect(await town.voucher.redeemer()).to.equal(NOBODY);
  });

  it("is forgotten as the function is given to another role", async () => {
    const call = [await town.voucher.getAddress(), [REDEEM], ROLE_IDS.issuer];
    await adminDoes(manager().encodeFunctionData("setTargetFunctionRole", call));
    await refused();
    await redeem(town.officers.issuer);
    expect(await town.voucher.redeemer()).to.equal(town.officers.issuer.address);
  });

  it("is forgotten as the voucher is closed, and redeems again when it is open", async () => {
    const closing = (closed: boolean) =>
      manager().encodeFunctionData("setTargetClosed", [town.voucher.target, closed]);
    await adminDoes(closing(true));
    await refused();
    await adminDoes(closing(false));
    await redeem();
  });

  it("is forgotten in every programme", async () => {
    const { treasurer } = town.officers;
    await by(treasurer, town.programmes).open(refOf("second"), "Libri", "LIBRI", town.terms);
    const second = await voucherOf(town.programmes, refOf("second"));
    await by(treasurer, second).redeem([]);
    expect(await second.redeemer()).to.equal(treasurer.address);
    await by(treasurer, town.authority).renounceRole(ROLE_IDS.treasury, treasurer.address);
    for (const voucher of [town.voucher, second]) expect(await voucher.redeemer()).to.equal(NOBODY);
  });

  it("stays while others get the role, and gives way to another who redeems", async () => {
    const { stranger, treasurer } = town.officers;
    await adminDoes(grant(0, stranger));
    expect(await town.voucher.redeemer()).to.equal(treasurer.address);
    await redeem(stranger);
    expect(await town.voucher.redeemer()).to.equal(stranger.address);
    await redeem(treasurer);
  });

  it("is nobody who is refused", async () => {
    for (const role of Object.keys(ROLE_IDS) as Role[])
      if (role !== "treasury") await refused(holderOf(town.officers, role));
    expect(await town.voucher.redeemer()).to.equal(town.officers.treasurer.address);
  });

  it("is never the authority, through which the treasurer may act too", async () => {
    const data = town.voucher.interface.encodeFunctionData("redeem", [list()]);
    await by(town.officers.treasurer, town.authority).execute(town.voucher, data);
    expect(await town.voucher.redeemer()).to.equal(town.officers.treasurer.address);
    const stranger = by(town.officers.stranger, town.authority);
    await expect(stranger.execute(town.voucher, data)).to.be.revertedWithCustomError(
      town.authority,
      "AccessManagerUnauthorizedCall",
    );
  });

  it("is forgotten at nobody's word but the authority's", async () => {
    const { treasurer } = town.officers;
    for (const who of [treasurer, town.officers.admin, town.officers.stranger])
      await by(who, town.voucher).forgetOfficer();
    expect(await town.voucher.redeemer()).to.equal(treasurer.address);
  });

  describe("under another authority", () => {
    async function move() {
      const other = await ethers.deployContract("TownAuthority", [town.officers.deployer.address]);
      const args = [town.voucher.target, other.target];
      await adminDoes(manager().encodeFunctionData("updateAuthority", args));
      return other.connect(town.officers.deployer) as typeof town.authority;
    }

    it("is forgotten, and asked about", async () => {
      const other = await move();
      expect(await town.voucher.redeemer()).to.equal(NOBODY);
      await refused();
      await other.setTargetFunctionRole(town.voucher, [REDEEM], ROLE_IDS.treasury);
      await other.grantRole(ROLE_IDS.treasury, town.officers.treasurer, 0);
      await redeem();
      expect(await town.voucher.redeemer()).to.equal(NOBODY);
      await other.addFollower(town.voucher);
      await redeem();
      expect(await town.voucher.redeemer()).to.equal(town.officers.treasurer.address);
    });

    it("cannot be kept by the voucher that has left: taking a role away goes on", async () => {
      await move();
      await by(town.officers.treasurer, town.authority).renounceRole(
        ROLE_IDS.treasury,
        town.officers.treasurer.address,
      );
    });
  });
});

describe("Who is told by the authority", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  it("is each programme's voucher, from its opening", async () => {
    expect(await town.authority.isFollower(town.voucher)).to.equal(true);
    expect(await town.authority.isFollower(town.registry)).to.equal(false);
  });

  it("is added by nobody who holds a role, not even by ADMIN with its delay", async () => {
    for (const role of Object.keys(ROLE_IDS) as Role[])
      await expect(
        by(holderOf(town.officers, role), town.authority).addFollower(town.registry),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerUnauthorizedAccount");
    const data = town.authority.interface.encodeFunctionData("addFollower", [town.registry.target]);
    const admin = by(town.officers.admin, town.authority);
    await admin.schedule(town.authority, data, 0);
    await networkHelpers.time.increase(ADMIN_DELAY);
    await expect(admin.execute(town.authority, data)).to.be.revertedWithCustomError(
      town.authority,
      "AccessManagerUnauthorizedAccount",
    );
  });

  it("is told once", async () => {
    const programmes = await ethers.getImpersonatedSigner(String(town.programmes.target));
    await networkHelpers.setBalance(programmes.address, 10n ** 18n);
    await expect(by(programmes, town.authority).addFollower(town.voucher))
      .to.be.revertedWithCustomError(town.authority, "FollowerAlreadyAdded")
      .withArgs(town.voucher.target);
  });
});
