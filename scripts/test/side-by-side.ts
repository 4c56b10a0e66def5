/**
 * Does `act` for every item, `atOnce` of them at a time, each begun in its turn.
 *
 * Returns what came of each, in the order of the items. Rejects with the first error; what is under way goes on.
 */
export async function sideBySide<T, R>(
  atOnce: number,
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const takeTurns = async () => {
    for (const [index, item] of queue) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return results;
}
