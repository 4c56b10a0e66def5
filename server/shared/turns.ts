/** Work of which only so much may be under way, and only so much more may wait. */
export type Turns = {
  /** Does it when it is its turn; `undefined` at once where too many wait already. */
  take<Value>(work: () => Promise<Value>): Promise<Value | undefined>;
};

export function createTurns(mostAtOnce: number, mostWaiting: number): Turns {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const end = () => {
    const next = waiting.shift();
    // Whoever ends leaves its place to the first who waits: the number stays.
    if (next === undefined) underWay -= 1;
    else next();
  };
  return {
    async take(work) {
      if (underWay < mostAtOnce) underWay += 1;
      else if (waiting.length >= mostWaiting) return undefined;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
