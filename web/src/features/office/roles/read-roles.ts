import { type Hex, decodeEventLog, decodeFunctionData, slice } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";
import { type Address, addressOf } from "#core/shared/ids.ts";

import type { Town } from "../../../shared/api/types.ts";
import { type ChainLog, readLogs } from "../../../shared/chain/read-logs.ts";
import type { ChainReader } from "../../../shared/chain/town-chain.ts";

/** Who holds a role now. */
export type RoleMember = {
  readonly role: Role;
  readonly account: Address;
  /** Seconds that this member's acts in the role are announced before. */
  readonly delaySeconds: number;
};

/** An act that was announced and neither done nor cancelled. */
export type AnnouncedAct = {
  readonly id: Hex;
  readonly caller: Address;
  readonly target: Address;
  readonly data: Hex;
  /** From when on it can be done. Seconds since 1970, by the chain's clock. */
  readonly readyAt: number;
  /** Who may stop it beside its caller: the guardian of the role whose function it is. */
  readonly guardian: Role | undefined;
  readonly change: RoleChange | undefined;
};

export type RoleChange = {
  readonly kind: "grant" | "revoke";
  readonly role: Role;
  readonly account: Address;
};

export type Roles = {
  readonly members: readonly RoleMember[];
  readonly announced: readonly AnnouncedAct[];
  /** The time that the chain's next block will bear at the least, in seconds since 1970. */
  readonly now: number;
  readonly history: History;
};

/** The authority's events up to a block: what was read once is not asked for again. */
export type History = { readonly logs: readonly ChainLog[]; readonly until: bigint };

type Question = "getAccess" | "getSchedule" | "getTargetFunctionRole" | "getRoleGuardian";

/** A chain's newest blocks may be replaced before they are final: these are read again each time. */
const UNSURE_BLOCKS = 128n;

/**
 * The town's roles as the chain says now: candidates from its events, each asked for again. With what an earlier reading
 * found only newer events are asked for.
 */
export async function readRoles(
  client: ChainReader,
  town: Authority,
  earlier?: History,
): Promise<Roles> {
  const address = addressOf(town.contracts.accessManager);
  const { number: until, timestamp } = await client.getBlock();
  const logs = await readHistory(client, town, until, earlier);
  const ask = (functionName: Question, args: readonly unknown[]) =>
    client.readContract({ address, abi: accessManagerAbi, functionName, args } as never);
  const members = await Promise.all(
    candidates(logs).map(async ({ role, account }) => {
      const access = await ask("getAccess", [ROLE_IDS[role], account]);
      const [since, delaySeconds] = access as unknown as [number, number];
      const isMember = since !== 0 && BigInt(since) <= timestamp;
      return isMember ? [{ role, account, delaySeconds }] : [];
    }),
  );
  const announced = await Promise.all(
    scheduled(logs).map(async (act) => {
      const readyAt = (await ask("getSchedule", [act.id])) as unknown as number;
      if (readyAt === 0) return [];
      const owner = await ask("getTargetFunctionRole", [act.target, slice(act.data, 0, 4)]);
      const guardian = (await ask("getRoleGuardian", [owner])) as unknown as bigint;
      return [{ ...act, readyAt, guardian: roleOf(guardian) }];
    }),
  );
  // A quiet chain's newest block may be old: the next one will bear the present time.
  const now = Math.max(Number(timestamp), Math.floor(Date.now() / 1000));
  const history = { logs, until };
  return { members: members.flat(), announced: announced.flat(), now, history };
}

type Authority = Pick<Town, "contracts" | "startBlock">;

async function readHistory(
  client: ChainReader,
  { contracts, startBlock }: Authority,
  until: bigint,
  earlier: History = { logs: [], until: 0n },
): Promise<ChainLog[]> {
  const start = BigInt(startBlock);
  const sure = earlier.until - UNSURE_BLOCKS;
  const from = sure > start ? sure : start;
  const address = addressOf(contracts.accessManager);
  const known = earlier.logs.filter(({ blockNumber }) => blockNumber < from);
  return [...known, ...(await readLogs(client, { address, from, until }))];
}

function candidates(logs: readonly ChainLog[]): Omit<RoleMember, "delaySeconds">[] {
  const found = new Map<string, Omit<RoleMember, "delaySeconds">>();
  for (const log of logs) {
    const event = decodeEventLog({ abi: accessManagerAbi, ...log });
    if (event.eventName !== "RoleGranted") continue;
    const role = roleOf(event.args.roleId);
    const account = addressOf(event.args.account);
    if (role !== undefined) found.set(`${role}:${account}`, { role, account });
  }
  return [...found.values()].sort(
    (one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role),
  );
}

type ScheduledAct = Omit<AnnouncedAct, "readyAt" | "guardian">;

/** Everything that was ever announced, each once, the newest announcement of an act first. */
function scheduled(logs: readonly ChainLog[]): ScheduledAct[] {
  const found = new Map<Hex, ScheduledAct>();
  for (const log of logs.toReversed()) {
    const event = decodeEventLog({ abi: accessManagerAbi, ...log });
    if (event.eventName !== "OperationScheduled") continue;
    const { operationId: id, caller, target, data } = event.args;
    if (!found.has(id))
      found.set(id, {
        ...{ id, data, caller: addressOf(caller), target: addressOf(target) },
        change: target.toLowerCase() === log.address.toLowerCase() ? changeOf(data) : undefined,
      });
  }
  return [...found.values()];
}

/** The change of a role that these bytes are; `undefined` where they are another act. */
export function changeOf(data: Hex): RoleChange | undefined {
  try {
    const call = decodeFunctionData({ abi: accessManagerAbi, data });
    if (call.functionName !== "grantRole" && call.functionName !== "revokeRole") return undefined;
    const role = roleOf(call.args[0]);
    if (role === undefined) return undefined;
    const kind = call.functionName === "grantRole" ? "grant" : "revoke";
    return { kind, role, account: addressOf(call.args[1]) };
  } catch {
    return undefined;
  }
}

/** The yearly limit (cents) of local value that these bytes set; `undefined` where they are another act. */
export function limitOf(data: Hex): bigint | undefined {
  try {
    const call = decodeFunctionData({ abi: localTokenAbi, data });
    return call.functionName === "setYearlyLimit" ? call.args[0] : undefined;
  } catch {
    return undefined;
  }
}

function roleOf(id: bigint): Role | undefined {
  return ROLES.find((role) => ROLE_IDS[role] === id);
}
