import { expect } from "chai";

import { suppressCells } from "./suppress-cells.ts";

const cell = (label: string, count: number) => ({ label, count, amount: BigInt(count) * 100n });
const withheldOf = (cells: ReturnType<typeof suppressCells>) =>
  cells.filter((one) => "isWithheld" in one).map(({ label }) => label);

describe("withholding small cells", () => {
  it("shows cells of five and more, and empty ones", () => {
    expect(withheldOf(suppressCells([cell("a", 5), cell("b", 80), cell("c", 0)]))).to.deep.equal(
      [],
    );
  });

  it("withholds a second cell where one alone could be found by subtraction", () => {
    expect(withheldOf(suppressCells([cell("a", 4), cell("b", 80), cell("c", 9)]))).to.deep.equal([
      "a",
      "c",
    ]);
  });

  it("withholds only the small ones where there are several", () => {
    expect(withheldOf(suppressCells([cell("a", 4), cell("b", 1), cell("c", 9)]))).to.deep.equal([
      "a",
      "b",
    ]);
  });

  it("never gives a withheld cell's figures away", () => {
    const [first] = suppressCells([cell("a", 1)]);
    expect(first).to.deep.equal({ label: "a", isWithheld: true });
  });
});
