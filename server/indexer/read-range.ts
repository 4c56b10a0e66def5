import {
  FIRST_PACE,
  type RangePace,
  paceAfterFailure,
  paceAfterRead,
  paceAfterRefusal,
} from "#core/chain/block-range.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";

import { openProgrammes } from "../programmes/programmes.ts";
import type { ChainPort, RawLog } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";
import { inParallel } from "../shared/in-parallel.ts";
import { Fault } from "../shared/problem.ts";
import { decodeEvents } from "./decode-events.ts";
import type { Calls } from "./find-transfers.ts";

/** What this replica has learnt of how much its nodes give at once. */
export type IndexerMemory = {
  pace: RangePace;
  /** Whether the node has been away since it was last made sure that it has all that it was given. */
  wasAway: boolean;
};

export function newMemory(): IndexerMemory {
  return { pace: FIRST_PACE, wasAway: true };
}

export type ReaderDeps = {
  readonly chain: ChainPort;
  readonly clock: Clock;
  readonly deployment: Deployment;
  readonly memory: IndexerMemory;
};

export type Range = { readonly logs: readonly RawLog[]; readonly context: LogContext };

/** Reads a range, and adapts the pace to how the nodes took it. What was too much is asked for anew, in less. */
export async function readRange(
  deps: ReaderDeps,
  db: Executor,
  from: bigint,
  until: bigint,
): Promise<Range> {
  const { clock, memory } = deps;
  const startedAt = clock.now().getTime();
  try {
    const logs = await readLogs(deps, db, from, until);
    const context = await readContext(deps, logs);
    const milliseconds = clock.now().getTime() - startedAt;
    // A short rest of blocks says nothing about a whole range.
    if (until - from + 1n >= memory.pace.blocks)
      memory.pace = paceAfterRead(memory.pace, { milliseconds, logs: logs.length });
    return { logs, context };
  } catch (error) {
    if (error instanceof Fault) memory.pace = paceAfter(memory.pace, error);
    throw error;
  }
}

function paceAfter(pace: RangePace, { code }: Fault): RangePace {
  if (code === "range_refused") return paceAfterRefusal(pace);
  return code === "chain_unreachable" ? paceAfterFailure(pace) : pace;
}

/** The logs of our contracts, those of vouchers opened within the range included. */
async function readLogs(
  deps: ReaderDeps,
  db: Executor,
  from: bigint,
  until: bigint,
): Promise<RawLog[]> {
  const { contracts } = deps.deployment;
  const fixed = [
    contracts.programmes.address,
    contracts.merchantRegistry.address,
    contracts.localToken.address,
  ];
  const first = await deps.chain.logs(fixed, from, until);
  const vouchers = await vouchersAfter(deps, db, first);
  const rest = await deps.chain.logs(vouchers, from, until);
  return [...first, ...rest].sort(
    (one, other) => Number(one.blockNumber - other.blockNumber) || one.logIndex - other.logIndex,
  );
}

async function vouchersAfter(
  { deployment }: ReaderDeps,
  db: Executor,
  logs: readonly RawLog[],
): Promise<Address[]> {
  const known = (await openProgrammes(db)).map((programme) => programme.voucher);
  const opened = decodeEvents(deployment, new Map(), logs, new Map())
    .filter((event) => event.name === "ProgrammeOpened")
    .map((event) => String(event.args["voucher"]).toLowerCase() as Address);
  return [...new Set([...known, ...opened])];
}

/** What the logs alone do not tell: when their blocks were, and what their transactions called. */
export type LogContext = { readonly times: ReadonlyMap<bigint, Date>; readonly calls: Calls };

/** Questions under way at once: a node serves others too. */
const QUESTIONS_AT_ONCE = 16;

async function readContext(deps: ReaderDeps, logs: readonly RawLog[]): Promise<LogContext> {
  const numbers = [...new Set(logs.map((log) => log.blockNumber))];
  const hashes = [...new Set(logs.map((log) => log.transactionHash))];
  const [times, calls] = await Promise.all([
    inParallel(QUESTIONS_AT_ONCE / 2, numbers, async (number) => {
      const block = had(await deps.chain.blockAt(number), `block ${number}`);
      return [number, block.time] as const;
    }),
    inParallel(QUESTIONS_AT_ONCE / 2, hashes, async (hash) => {
      const call = had(await deps.chain.transaction(hash), `transaction ${hash}`);
      return [hash, call] as const;
    }),
  ]);
  return { times: new Map(times), calls: new Map(calls) };
}

function had<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new Fault("chain_unreachable", `The chain lost ${what} while it was read.`, {
    retryable: true,
  });
}
