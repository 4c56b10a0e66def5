import { expect } from "chai";

import { findRepeatedRows, readBeneficiaryRow } from "./beneficiary-row.ts";

const GOOD = {
  protocollo: "2020/0001",
  cognome: "Rizzo",
  nome: "Daniela",
  codice_fiscale: "RZZDNL46C63G273S",
  componenti_nucleo: "1",
  cellulare: "399 591-3632",
  importo: "155,00",
};

function columnsOf(change: Partial<typeof GOOD>): string[] {
  const row = readBeneficiaryRow({ ...GOOD, ...change }, 7);
  if (row.ok) return [];
  expect(row.refusal.every((error) => error.row === 7)).to.equal(true);
  return row.refusal.map((error) => `${error.column}:${error.code}`);
}

describe("a row of the ranking list", () => {
  it("reports every wrong cell at once", () => {
    const errors = columnsOf({
      cognome: " ",
      codice_fiscale: "X",
      componenti_nucleo: "0",
      importo: "1,005",
    });
    expect(errors).to.deep.equal([
      "cognome:missing",
      "codice_fiscale:wrong_shape",
      "componenti_nucleo:out_of_range",
      "importo:fraction_of_a_cent",
    ]);
  });

  it("refuses amounts that are nothing, not Italian, or surely a slip", () => {
    expect(columnsOf({ importo: "0,00" })).to.deep.equal(["importo:zero"]);
    expect(columnsOf({ importo: "-5" })).to.deep.equal(["importo:not_an_amount"]);
    expect(columnsOf({ importo: "12.50" })).to.deep.equal(["importo:not_an_amount"]);
    expect(columnsOf({ importo: "10.000,01" })).to.deep.equal(["importo:too_large"]);
  });

  it("refuses a telephone number that is none, and does without", () => {
    expect(columnsOf({ cellulare: "chiamare la figlia" })).to.deep.equal(["cellulare:wrong_shape"]);
    expect(columnsOf({ cellulare: "" })).to.deep.equal([]);
  });

  it("reads a good row", () => {
    const row = readBeneficiaryRow(GOOD, 2);
    expect(row).to.deep.equal({
      ok: true,
      value: {
        row: 2,
        protocol: "2020/0001",
        surname: "Rizzo",
        name: "Daniela",
        fiscalCode: "RZZDNL46C63G273S",
        householdSize: 1,
        mobile: "3995913632",
        amount: 15_500n,
      },
    });
  });

  it("finds people and register numbers that appear twice, and says where first", () => {
    const read = (number: number, change: Partial<typeof GOOD>) => {
      const row = readBeneficiaryRow({ ...GOOD, ...change }, number);
      if (!row.ok) throw new Error("The row is meant to be good.");
      return row.value;
    };
    const errors = findRepeatedRows([
      read(2, {}),
      read(3, { protocollo: "2020/0002", codice_fiscale: "GLTGSY89M63G348V" }),
      read(4, { protocollo: "2020/0002" }),
    ]);
    expect(errors.map(({ row, column }) => [row, column])).to.deep.equal([
      [4, "codice_fiscale"],
      [4, "protocollo"],
    ]);
    expect(errors[0]!.message).to.contain("riga 2");
  });
});
