/**
 * How many blocks to ask a node for at once. Nodes differ by orders of magnitude in what they bear and none says so
 * beforehand: the range grows while answers come quickly, and shrinks where they are slow, large or refused.
 */
export type RangePace = {
  readonly blocks: bigint;
  /** What a node refused is not tried again soon: up to here the range doubles, from here it creeps. */
  readonly ceiling: bigint;
};

export const FIRST_PACE: RangePace = { blocks: 256n, ceiling: 65_536n };

const QUICK_MS = 700;
const SLOW_MS = 4_000;
const FEW_LOGS = 5_000;
const MANY_LOGS = 20_000;
const LARGEST_RANGE = 1_000_000n;

/** The pace after a range was read: `milliseconds` and `logs` say what it cost. */
export function paceAfterRead(
  pace: RangePace,
  { milliseconds, logs }: { milliseconds: number; logs: number },
): RangePace {
  if (milliseconds > SLOW_MS || logs > MANY_LOGS) return { ...pace, blocks: half(pace.blocks) };
  if (milliseconds > QUICK_MS || logs > FEW_LOGS) return pace;
  if (pace.blocks < pace.ceiling)
    return { ...pace, blocks: smaller(2n * pace.blocks, pace.ceiling) };
  const blocks = smaller(pace.blocks + larger(1n, pace.blocks / 16n), LARGEST_RANGE);
  return { blocks, ceiling: blocks };
}

/** The pace after a node refused the range as too wide. */
export function paceAfterRefusal({ blocks }: RangePace): RangePace {
  return { blocks: half(blocks), ceiling: half(blocks) };
}

/** The pace after no answer came, which may have been the range's fault: less is asked for, but not for long. */
export function paceAfterFailure({ blocks, ceiling }: RangePace): RangePace {
  return { blocks: half(blocks), ceiling };
}

function half(blocks: bigint): bigint {
  return larger(1n, blocks / 2n);
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
