/** Fewer payments than this could tell one family apart. */
export const SMALLEST_COUNT = 5;

/** What a published figure is made of: how many payments, and how much in cents. */
export type Counted = { readonly count: number; readonly amount: bigint };

/** A figure that may be shown, or one that is withheld. */
export type Shown<Cell> = Cell | Withheld<Cell>;
export type Withheld<Cell> = Omit<Cell, "count" | "amount"> & { readonly isWithheld: true };

/**
 * Withholds figures of fewer than five payments, where their sum is known or can be found: what is withheld must hide
 * among at least one other figure and at least five payments together, or it is only a subtraction away. So the smallest
 * of the others follow until it does. A cell without payments says nothing of anybody. Where all the cells together have
 * fewer than five payments, nothing hides anything: the sum itself must not be published then.
 */
export function suppressCells<Cell extends Counted>(cells: readonly Cell[]): Shown<Cell>[] {
  const withheld = new Set(cells.filter(isSmall));
  const others = cells
    .filter((cell) => cell.count >= SMALLEST_COUNT)
    .sort((one, other) => one.count - other.count);
  for (const smallest of others) {
    if (withheld.size === 0 || isHidden([...withheld])) break;
    withheld.add(smallest);
  }
  return cells.map((cell) => (withheld.has(cell) ? withhold(cell) : cell));
}

/** A row whose sum is published, like the sum of all rows. */
export type Row<Cell extends Counted> = Counted & { readonly cells: readonly Cell[] };

export type ShownRow<Label, Cell extends Counted> = Label &
  (
    | (Counted & { readonly cells: readonly Shown<Cell>[] })
    | { readonly isWithheld: true; readonly cells: readonly Withheld<Cell>[] }
  );

/**
 * Suppresses a table row by row: first the rows' sums, then within each row that may be shown its cells. Of a row whose
 * sum is withheld nothing is shown. Sums of columns must not be published beside it.
 */
export function suppressTable<Label, Cell extends Counted>(
  rows: readonly (Label & Row<Cell>)[],
): ShownRow<Label, Cell>[] {
  return suppressCells(rows).map((row, index) => {
    const { cells } = rows[index]!;
    const shown = isWithheld(row) ? cells.map(withhold) : suppressCells(cells);
    return { ...row, cells: shown } as unknown as ShownRow<Label, Cell>;
  });
}

export function isWithheld<Cell extends Counted>(cell: Shown<Cell>): cell is Withheld<Cell> {
  return "isWithheld" in cell;
}

function withhold<Cell extends Counted>({ count: _, amount: __, ...cell }: Cell): Withheld<Cell> {
  return { ...cell, isWithheld: true };
}

function isSmall({ count }: Counted): boolean {
  return count > 0 && count < SMALLEST_COUNT;
}

function isHidden(withheld: readonly Counted[]): boolean {
  const payments = withheld.reduce((sum, { count }) => sum + count, 0);
  return withheld.length > 1 && payments >= SMALLEST_COUNT;
}
