/**
 * Says of each block when it was, asking for as few as can be: a block's time is never before that of an earlier one, so
 * blocks between two that fall into the same period are of that period too, and get the first one's time.
 *
 * `blocks` in ascending order; times in seconds since 1970.
 */
export async function dateBlocks(
  blocks: readonly bigint[],
  timeOf: (block: bigint) => Promise<bigint>,
  isSamePeriod: (one: bigint, other: bigint) => boolean,
): Promise<Map<bigint, bigint>> {
  const dates = new Map<bigint, bigint>();
  if (blocks.length === 0) return dates;
  const last = blocks.length - 1;
  const [first, end] = await Promise.all([timeOf(blocks[0]!), timeOf(blocks[last]!)]);
  await dateBetween({ index: 0, time: first }, { index: last, time: end });
  return dates;

  async function dateBetween(from: Dated, until: Dated): Promise<void> {
    dates.set(blocks[from.index]!, from.time);
    dates.set(blocks[until.index]!, until.time);
    if (until.index - from.index < 2) return;
    if (isSamePeriod(from.time, until.time)) {
      for (const block of blocks.slice(from.index + 1, until.index)) dates.set(block, from.time);
      return;
    }
    const index = Math.floor((from.index + until.index) / 2);
    const middle = { index, time: await timeOf(blocks[index]!) };
    await Promise.all([dateBetween(from, middle), dateBetween(middle, until)]);
  }
}

type Dated = { readonly index: number; readonly time: bigint };
