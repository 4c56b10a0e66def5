import { expect } from "chai";

import { parseFiscalCode, parseVatNumber } from "./fiscal-code.ts";

const ok = (value: string) => ({ ok: true, value });
const refused = (code: string) => ({ ok: false, refusal: { code } });

describe("fiscal code", () => {
  it("refuses a wrong shape", () => {
    for (const text of ["", "RSSMRA", "RSSMRA85T10A562", "1234567890123456", "RSSMRA85Z10A562S"])
      expect(parseFiscalCode(text), text).to.deep.equal(refused("wrong_shape"));
  });

  it("refuses a day that no month has", () => {
    expect(parseFiscalCode("RSSMRA85T00A562S")).to.deep.equal(refused("wrong_shape"));
    expect(parseFiscalCode("RSSMRA85T39A562S")).to.deep.equal(refused("wrong_shape"));
    expect(parseFiscalCode("RSSMRA85T72A562S")).to.deep.equal(refused("wrong_shape"));
  });

  it("refuses any other check letter", () => {
    for (const letter of "ABCDEFGHIJKLMNOPQRTUVWXYZ")
      expect(parseFiscalCode(`RSSMRA85T10A562${letter}`), letter).to.deep.equal(
        refused("wrong_check_character"),
      );
  });

  it("reads a man's and a woman's code, with spaces and in lower case", () => {
    expect(parseFiscalCode("rss mra 85t10 a562s")).to.deep.equal(ok("RSSMRA85T10A562S"));
    expect(parseFiscalCode("RZZDNL46C63G273S")).to.deep.equal(ok("RZZDNL46C63G273S"));
  });

  it("reads a code with letters in place of digits, given where two people would share one", () => {
    expect(parseFiscalCode("RSSMRA85T10A56NH")).to.deep.equal(ok("RSSMRA85T10A56NH"));
  });

  it("reads the provisional code of eleven digits", () => {
    expect(parseFiscalCode("58397560820")).to.deep.equal(ok("58397560820"));
    expect(parseFiscalCode("58397560821")).to.deep.equal(refused("wrong_check_character"));
  });
});

describe("VAT number", () => {
  it("refuses a wrong shape", () => {
    for (const text of ["", "5839756082", "583975608200", "ABC97560820", "00000000000"])
      expect(parseVatNumber(text), text).to.deep.equal(refused("wrong_shape"));
  });

  it("refuses every change of one digit", () => {
    const number = "65632000827";
    for (let place = 0; place < number.length; place += 1)
      for (let shift = 1; shift < 10; shift += 1) {
        const digit = (Number(number[place]) + shift) % 10;
        const changed = number.slice(0, place) + digit + number.slice(place + 1);
        expect(parseVatNumber(changed).ok, changed).to.equal(false);
      }
  });

  it("reads it with or without the country", () => {
    expect(parseVatNumber("IT 65632000827")).to.deep.equal(ok("65632000827"));
    expect(parseVatNumber("09448930827")).to.deep.equal(ok("09448930827"));
  });
});
