import { expect } from "chai";

import { type MerchantRow, findRepeatedMerchants, readMerchantRow } from "./merchant-row.ts";

const ROW = {
  ragione_sociale: "Panificio Sant'Anna",
  partita_iva: "07374330822",
  ateco: "10.71",
  categoria: "Panificio",
  indirizzo: "Piazza Sant'Anna, 5",
  iban: "IT60 X054 2811 1010 0000 0123 456",
};

/** Examples of ERC-55, in turn all capitals and mixed. */
const WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const CAPITALS = "0x52908400098527886E0F7030069857D2E4169EE7";

const checks = {
  isValidIban: (iban: string) => iban.startsWith("IT60X"),
  isChecksummed: (address: string) => [WALLET, CAPITALS].includes(address),
};

function read(changes: Partial<Record<keyof typeof ROW | "portafoglio", string>> = {}) {
  return readMerchantRow({ ...ROW, ...changes }, 7, checks);
}

/** Column and code of each error. */
function errorsOf(changes: Partial<Record<keyof typeof ROW | "portafoglio", string>>): string[] {
  const row = read(changes);
  if (row.ok) return [];
  for (const { row: number } of row.refusal) expect(number).to.equal(7);
  return row.refusal.map(({ column, code }) => `${column} ${code}`);
}

describe("A row of the affiliated shops", () => {
  it("is read as offices write it", () => {
    const row = read({ partita_iva: "IT 07374330822" });
    expect(row.ok && row.value).to.deep.equal({
      row: 7,
      businessName: "Panificio Sant'Anna",
      vatNumber: "07374330822",
      ateco: "10.71",
      category: "panificio",
      address: "Piazza Sant'Anna, 5",
      iban: "IT60X0542811101000000123456",
    });
  });

  it("does without activity code and address", () => {
    expect(errorsOf({ ateco: "", indirizzo: "" })).to.deep.equal([]);
  });

  for (const [column, text, code] of [
    ["ragione_sociale", " ", "missing"],
    ["ragione_sociale", "x".repeat(141), "too_long"],
    ["partita_iva", "7374330822", "wrong_shape"],
    ["partita_iva", "07374330823", "wrong_check_character"],
    ["partita_iva", "00000000000", "wrong_shape"],
    ["ateco", "pane", "wrong_shape"],
    ["categoria", "", "missing"],
    ["iban", "DE89370400440532013000", "wrong_check_character"],
    ["iban", "", "missing"],
    ["portafoglio", "0x1234", "wrong_shape"],
    ["portafoglio", WALLET.toLowerCase(), "no_checksum"],
    ["portafoglio", `0x${WALLET.slice(2).toUpperCase()}`, "no_checksum"],
    ["portafoglio", WALLET.replace("Aeb", "aeb"), "wrong_check_character"],
    ["portafoglio", WALLET.replace("eAed", "eAee"), "wrong_check_character"],
  ] as const)
    it(`refuses "${text.slice(0, 24)}" as ${column}`, () =>
      expect(errorsOf({ [column]: text })).to.deep.equal([`${column} ${code}`]));

  it("tells all that is wrong at once", () => {
    expect(errorsOf({ categoria: "", iban: "x", partita_iva: "1" })).to.have.length(3);
  });

  it("finds a VAT number that comes twice, and where it was first", () => {
    const row = read();
    const first = (row.ok && row.value) as MerchantRow;
    const [error, ...others] = findRepeatedMerchants([first, { ...first, row: 9 }]);
    expect(others).to.deep.equal([]);
    expect(error).to.include({ row: 9, column: "partita_iva", code: "repeated" });
    expect(error!.message).to.match(/riga 7/);
  });

  it("takes a wallet as the shop's own, kept in small letters, and finds one that comes twice", () => {
    const [one, other] = [WALLET, CAPITALS].map((portafoglio) => read({ portafoglio }));
    expect(one!.ok && one!.value.wallet).to.equal(WALLET.toLowerCase());
    expect(other!.ok && other!.value.wallet).to.equal(CAPITALS.toLowerCase());
    const first = (one!.ok && one!.value) as MerchantRow;
    const second = { ...first, row: 9, vatNumber: "01234567897" } as MerchantRow;
    const errors = findRepeatedMerchants([first, second]);
    expect(errors.map(({ row: at, column, code }) => [at, column, code])).to.deep.equal([
      [9, "portafoglio", "repeated"],
    ]);
  });
});
