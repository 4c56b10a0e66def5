import { expect } from "chai";
import fc from "fast-check";

import {
  type Counted,
  SMALLEST_COUNT,
  isWithheld,
  suppressCells,
  suppressTable,
} from "./suppress-cells.ts";

type Named = Counted & { readonly label: string };

const named = (counts: readonly number[]): Named[] =>
  counts.map((count, index) => ({ label: `${index}`, count, amount: BigInt(count) * 100n }));
const shown = (counts: readonly number[]) =>
  suppressCells(named(counts)).map((cell) => (isWithheld(cell) ? "withheld" : cell.count));

describe("withholding small figures", () => {
  it("shows what is large, and what is nothing", () => {
    expect(shown([5, 0, 9])).to.deep.equal([5, 0, 9]);
  });

  it("never leaves a single gap in a known sum", () => {
    expect(shown([4, 7, 6])).to.deep.equal(["withheld", 7, "withheld"]);
  });

  it("does not take two gaps for enough where they hold too little together", () => {
    expect(shown([1, 1, 8, 7])).to.deep.equal(["withheld", "withheld", 8, "withheld"]);
    expect(shown([3, 3, 8])).to.deep.equal(["withheld", "withheld", 8]);
  });

  it("says nothing where there is nothing to hide among", () => {
    expect(shown([3])).to.deep.equal(["withheld"]);
    expect(shown([2, 0])).to.deep.equal(["withheld", 0]);
  });

  const counts = fc.array(fc.nat(9), { maxLength: 6 });

  it("shows no small figure, and lets none be subtracted", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const cells = suppressCells(named(all));
        const hidden = all.filter((_, index) => isWithheld(cells[index]!));
        for (const [index, cell] of cells.entries())
          if (!isWithheld(cell)) {
            expect(cell.count).to.equal(all[index]);
            expect(cell.count === 0 || cell.count >= SMALLEST_COUNT).to.equal(true);
          }
        const large = all.filter((count) => count >= SMALLEST_COUNT);
        const isEverything =
          large.length === 0 || hidden.length === all.filter((count) => count > 0).length;
        const sum = hidden.reduce((total, count) => total + count, 0);
        if (hidden.length > 0 && !isEverything) {
          expect(hidden.length).to.be.greaterThan(1);
          expect(sum).to.be.at.least(SMALLEST_COUNT);
        }
        if (hidden.length === 1)
          expect(isEverything, "alone only where it is all there is").to.equal(true);
      }),
    );
  });

  it("withholds no more than it must: one fewer would tell", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const cells = suppressCells(named(all));
        const hidden = all.filter((_, index) => isWithheld(cells[index]!));
        const large = hidden
          .filter((count) => count >= SMALLEST_COUNT)
          .sort((one, other) => other - one);
        if (large.length === 0) return;
        const without = [...hidden];
        without.splice(without.indexOf(large[0]!), 1);
        const sum = without.reduce((total, count) => total + count, 0);
        expect(without.length < 2 || sum < SMALLEST_COUNT).to.equal(true);
      }),
    );
  });

  it("loses nothing of what it shows, and keeps names and order", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const cells = named(all);
        expect(suppressCells(cells).map(({ label }) => label)).to.deep.equal(
          cells.map(({ label }) => label),
        );
        for (const [index, cell] of suppressCells(cells).entries())
          if (!isWithheld(cell)) expect(cell).to.equal(cells[index]);
          else expect(Object.keys(cell)).to.have.members(["label", "isWithheld"]);
      }),
    );
  });

  it("shows nothing of a row whose sum is withheld", () => {
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 5 }), (table) => {
        const rows = table.map((row, index) => {
          const cells = named(row);
          const count = row.reduce((sum, one) => sum + one, 0);
          return { label: `row ${index}`, count, amount: BigInt(count) * 100n, cells };
        });
        for (const row of suppressTable<{ label: string }, Named>(rows)) {
          const open = row.cells.filter((cell) => !isWithheld(cell) && cell.count > 0);
          if ("isWithheld" in row) expect(open).to.deep.equal([]);
          const gaps = row.cells.filter(isWithheld);
          if (!("isWithheld" in row) && gaps.length > 0) expect(gaps.length).to.be.greaterThan(1);
        }
      }),
    );
  });
});
