import { readFileSync } from "node:fs";

import { expect } from "chai";
import type { FunctionFragment, ParamType } from "ethers";

import { CANCELLED_BY_GUARDIAN, FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";

import {
  ADMIN_DELAY,
  DAY,
  type Town,
  ada,
  by,
  credit,
  ethers,
  freshTown,
  holderOf,
  networkHelpers,
  refOf,
} from "./fixture.ts";

const ROLES = Object.keys(ROLE_IDS) as Role[];
type ContractName = keyof typeof FUNCTION_ROLES;

const RESTRICTED = (Object.keys(FUNCTION_ROLES) as ContractName[]).flatMap((contract) =>
  Object.entries(FUNCTION_ROLES[contract]).map(([signature, role]) => ({
    contract,
    signature,
    role: role as Role,
  })),
);

/**
 * What is given to no role although it changes something: signatures, one's own balance, or being the registry or the
 * AccessManager is the authority there.
 */
const WITHOUT_A_ROLE: Readonly<Record<ContractName, readonly string[]>> = {
  programmes: [],
  merchantRegistry: [],
  voucher: ["settle", "reverse", "transfer", "dismiss", "forgetOfficer"],
  localToken: ["settle", "transfer", "transferFrom", "approve", "permit"],
};

describe("Who may do what", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  const contractOf = (name: ContractName) =>
    ({
      programmes: town.programmes,
      merchantRegistry: town.registry,
      voucher: town.voucher,
      localToken: town.localToken,
    })[name];

  function callOf(name: ContractName, signature: string): string {
    const contract = contractOf(name);
    const call = contract.interface.getFunction(signature)!;
    return contract.interface.encodeFunctionData(call, call.inputs.map(sampleOf));
  }

  /** The name of the custom error that a call by this address would end with; undefined where it would go through. */
  async function errorOf(
    name: ContractName,
    signature: string,
    from: string,
  ): Promise<string | undefined> {
    const contract = contractOf(name);
    const to = await contract.getAddress();
    try {
      await ethers.provider.call({ from, to, data: callOf(name, signature) });
      return undefined;
    } catch (error) {
      const { data } = error as { data?: string };
      return (data !== undefined && contract.interface.parseError(data)?.name) || String(error);
    }
  }

  for (const { contract, signature, role } of RESTRICTED)
    it(`${contract}.${signature.split("(")[0]} is for ${role} alone`, async () => {
      const others = ROLES.filter((other) => other !== role);
      const strangers = [
        ...others.map((other) => holderOf(town.officers, other)),
        town.officers.deployer,
        town.officers.stranger,
      ];
      for (const { address } of strangers)
        expect(await errorOf(contract, signature, address)).to.equal("AccessManagedUnauthorized");
      const holder = holderOf(town.officers, role).address;
      expect(await errorOf(contract, signature, holder)).not.to.equal("AccessManagedUnauthorized");
    });

  for (const contract of Object.keys(WITHOUT_A_ROLE) as ContractName[])
    it(`${contract} has no other function that changes anything`, () => {
      const changing = contractOf(contract)
        .interface.fragments.filter((fragment) => fragment.type === "function")
        .filter((fragment) => !(fragment as FunctionFragment).constant)
        .map((fragment) => fragment.format("sighash"));
      const known = [
        ...Object.keys(FUNCTION_ROLES[contract]),
        ...changing.filter((signature) =>
          WITHOUT_A_ROLE[contract].includes(signature.split("(")[0]!),
        ),
        // Only the authority itself may call it, and it is asked for nothing else.
        "setAuthority(address)",
      ];
      expect(changing.sort()).to.deep.equal([...new Set(known)].sort());
    });

  it("the authority of a contract is replaced by nobody but the authority", async () => {
    for (const role of ROLES)
      for (const contract of [town.voucher, town.localToken, town.registry, town.programmes])
        await expect(
          by(holderOf(town.officers, role), contract).setAuthority(town.officers.stranger.address),
        ).to.be.revertedWithCustomError(contract, "AccessManagedUnauthorized");
  });

  it("the deployer has kept no role", async () => {
    for (const role of ROLES) {
      const [isMember] = await town.authority.hasRole(
        ROLE_IDS[role],
        town.officers.deployer.address,
      );
      expect(isMember, role).to.equal(false);
    }
  });

  it("the contracts number the roles as the service does", () => {
    const text = readFileSync("contracts/Roles.sol", "utf8");
    const numbered = [...text.matchAll(/constant (\w+) = (\d+);/g)];
    const roles = numbered.map(([, name, number]) => [name!.toLowerCase(), BigInt(number!)]);
    expect(Object.fromEntries(roles)).to.deep.equal(
      Object.fromEntries(Object.entries(ROLE_IDS).filter(([name]) => name !== "admin")),
    );
  });

  for (const role of ROLES)
    it(`${role} gets hold of no beneficiary's value, whatever it calls`, async () => {
      await credit(town, [[ada, 10_000n]]);
      const holder = holderOf(town.officers, role);
      const voucher = by(holder, town.voucher);
      const changing = voucher.interface.fragments.filter(
        (fragment): fragment is FunctionFragment =>
          fragment.type === "function" && !(fragment as FunctionFragment).constant,
      );
      const attempts = changing.flatMap((call) =>
        [true, false].map((isFromAda) => ({
          call,
          args: grabbing(call, holder.address, isFromAda),
        })),
      );
      for (const { call, args } of attempts) {
        const data = voucher.interface.encodeFunctionData(call, args);
        await holder.sendTransaction({ to: voucher, data }).catch(() => undefined);
        expect(await voucher.balanceOf(ada.address), call.name).to.be.at.least(10_000n);
      }
    });

  describe("ADMIN", () => {
    const LIMIT = 500n;
    const call = () => town.localToken.interface.encodeFunctionData("setYearlyLimit", [LIMIT]);
    const admin = () => by(town.officers.admin, town.authority);

    it("acts at once in nothing", async () => {
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
      await expect(
        admin().grantRole(ROLE_IDS.treasury, town.officers.stranger, 0),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
    });

    it("acts when what was announced has waited, once, and not too late", async () => {
      await admin().schedule(town.localToken, call(), 0);
      await networkHelpers.time.increase(ADMIN_DELAY - 10);
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotReady");
      await networkHelpers.time.increase(10);
      await by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT);
      expect(await town.localToken.yearlyLimit()).to.equal(LIMIT);
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
    });

    it("forgets an announcement after a week", async () => {
      await admin().schedule(town.localToken, call(), 0);
      await networkHelpers.time.increase(ADMIN_DELAY + 8 * DAY);
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerExpired");
    });

    it("does only what it announced", async () => {
      await admin().schedule(town.localToken, call(), 0);
      await networkHelpers.time.increase(ADMIN_DELAY);
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT + 1n),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
    });

    it("may cancel what it announced; a stranger may not", async () => {
      const cancel = (who: typeof town.officers.admin) =>
        by(who, town.authority).cancel(town.officers.admin, town.localToken, call());
      await admin().schedule(town.localToken, call(), 0);
      await expect(cancel(town.officers.stranger)).to.be.revertedWithCustomError(
        town.authority,
        "AccessManagerUnauthorizedCancel",
      );
      await cancel(town.officers.admin);
      await networkHelpers.time.increase(ADMIN_DELAY);
      await expect(
        by(town.officers.admin, town.localToken).setYearlyLimit(LIMIT),
      ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
    });
  });

  describe("GUARDIAN", () => {
    const manager = () => town.authority.interface;
    const guarded = () => by(town.officers.guardian, town.authority);

    /** ADMIN announces a call to the AccessManager itself. */
    async function announce(data: string): Promise<void> {
      await by(town.officers.admin, town.authority).schedule(town.authority, data, 0);
    }

    const sample = (signature: string) => {
      const call = manager().getFunction(signature)!;
      return manager().encodeFunctionData(call, call.inputs.map(sampleOf));
    };

    for (const signature of CANCELLED_BY_GUARDIAN)
      it(`cancels what ADMIN announces, and can do none of it: ${signature.split("(")[0]}`, async () => {
        const data = sample(signature);
        await announce(data);
        await guarded().cancel(town.officers.admin, town.authority, data);
        await networkHelpers.time.increase(ADMIN_DELAY);
        await expect(
          town.officers.admin.sendTransaction({ to: town.authority, data }),
        ).to.be.revertedWithCustomError(town.authority, "AccessManagerNotScheduled");
        for (const role of ROLES.filter((name) => name !== "admin"))
          await expect(
            holderOf(town.officers, role).sendTransaction({ to: town.authority, data }),
            role,
          ).to.be.revertedWithCustomError(town.authority, "AccessManagerUnauthorizedAccount");
      });

    it("cannot keep its own role against ADMIN", async () => {
      const { guardian, admin } = town.officers;
      const data = manager().encodeFunctionData("revokeRole", [
        ROLE_IDS.guardian,
        guardian.address,
      ]);
      await announce(data);
      await expect(guarded().cancel(admin, town.authority, data)).to.be.revertedWithCustomError(
        town.authority,
        "AccessManagerUnauthorizedCancel",
      );
      await networkHelpers.time.increase(ADMIN_DELAY);
      await admin.sendTransaction({ to: town.authority, data });
      const [isMember] = await town.authority.hasRole(ROLE_IDS.guardian, guardian.address);
      expect(isMember).to.equal(false);
    });
  });

  describe("Programmes, a member of ADMIN,", () => {
    it("sets functions of the voucher that it opens, and touches no other contract's", async () => {
      const sent = await by(town.officers.treasurer, town.programmes).open(
        refOf("second"),
        "Buoni libri",
        "LIBRI",
        town.terms,
      );
      const voucher: string = await town.programmes.voucherOf(refOf("second"));
      const receipt = await sent.wait();
      const address = await town.authority.getAddress();
      const acts = receipt!.logs
        .filter((log) => log.address === address)
        .map((log) => town.authority.interface.parseLog(log)!);
      const given = Object.keys(FUNCTION_ROLES.voucher).map(() => "TargetFunctionRoleUpdated");
      expect(acts.map(({ name }) => name)).to.deep.equal([...given, "FollowerAdded"]);
      for (const { args } of acts) expect(args[0]).to.equal(voucher);
    });
  });
});

/** Arguments that a thief would choose: from the beneficiary to oneself, or the other way round. */
function grabbing(call: FunctionFragment, thief: string, isFromAda: boolean): unknown[] {
  const addresses = isFromAda ? [ada.address, thief] : [thief, ada.address];
  let taken = 0;
  return call.inputs.map((input) => {
    const address = () => addresses[taken++ % 2]!;
    if (input.type === "address") return address();
    if (input.type === "address[]") return [address()];
    if (input.type === "uint256[]") return [1_000n];
    return input.type === "uint256" ? 1_000n : sampleOf(input);
  });
}

/** An argument that is valid in form: what is tried here is who calls, not what with. */
function sampleOf({ baseType, components }: ParamType): unknown {
  if (baseType === "array") return [];
  if (baseType === "tuple") return components!.map(sampleOf);
  if (baseType === "address") return `0x${"11".repeat(20)}`;
  if (baseType === "bytes32") return refOf("sample");
  return baseType === "string" ? "sample" : 1n;
}
