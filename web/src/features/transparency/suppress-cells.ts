/** One public cell: how many payments, and how much in cents. */
export type Cell = { readonly label: string; readonly count: number; readonly amount: bigint };

/** A cell that may be shown, or one whose figures are withheld. */
export type PublicCell = Cell | { readonly label: string; readonly isWithheld: true };

/** Fewer payments than this could tell one family apart. */
export const SMALLEST_COUNT = 5;

/**
 * Withholds cells with fewer than five payments. Where that leaves a single withheld cell, the smallest other one goes
 * too: the total is public, and a lone gap is only a subtraction away. A cell without payments says nothing of anybody.
 */
export function suppressCells(cells: readonly Cell[]): PublicCell[] {
  const isSmall = ({ count }: Cell) => count > 0 && count < SMALLEST_COUNT;
  const withheld = new Set(cells.filter(isSmall));
  if (withheld.size === 1) {
    const others = cells.filter((cell) => cell.count > 0 && !withheld.has(cell));
    const [smallest] = others.sort((one, other) => one.count - other.count);
    if (smallest !== undefined) withheld.add(smallest);
  }
  return cells.map((cell) =>
    withheld.has(cell) ? { label: cell.label, isWithheld: true as const } : cell,
  );
}
