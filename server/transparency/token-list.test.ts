import { strict as assert } from "node:assert";

import schema from "@uniswap/token-lists/src/tokenlist.schema.json" with { type: "json" };
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";

import { tokenList } from "./token-list.ts";

const TOWN = {
  townName: "Comune di Forlì dell'Adda (prova)",
  publicUrl: "https://buoni.comune.example",
  chainId: 8453,
  localToken: `0x${"1".repeat(40)}`,
} as const;
const NOW = new Date("2026-05-04T10:00:00Z");

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

function opened(name: string, symbol: string, place = 2) {
  const voucher = `0x${String(place).repeat(40)}` as const;
  return { voucher, name, symbol, openedAt: new Date("2026-03-01T08:00:00Z") };
}

describe("The list of a town's tokens", () => {
  it("has every voucher and the local value, under the names that they have on chain", () => {
    const list = tokenList(TOWN, [opened("Buoni spesa «più vicini» 2026", "SPESA26")], NOW);
    assert.deepEqual(
      list.tokens.map(({ name, symbol, decimals }) => [name, symbol, decimals]),
      [
        ["Valore locale", "LOCALE", 2],
        ["Buoni spesa «più vicini» 2026", "SPESA26", 2],
      ],
    );
    assert.equal(list.name, "Comune di Forli dell Adda prov");
    assert.equal(list.timestamp, "2026-03-01T08:00:00.000Z");
  });

  it("rises by one version with each programme", () => {
    const two = [opened("Uno", "UNO"), opened("Due", "DUE", 3)];
    const versions = [[], two.slice(0, 1), two].map((vouchers) => tokenList(TOWN, vouchers, NOW));
    assert.deepEqual(
      versions.map(({ version }) => version.minor),
      [0, 1, 2],
    );
  });

  it("is what the standard wants, whatever town and programmes are called", () => {
    const name = fc
      .string({ minLength: 3, maxLength: 60, unit: "grapheme" })
      .map((text) => [...text].slice(0, 60).join("").trim().padEnd(3, "x"));
    const symbol = fc.stringMatching(/^[A-Z0-9]{2,8}$/);
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(name, symbol)), (townName, programmes) => {
        const vouchers = programmes.map(([own, sign]) => opened(own, sign));
        assert.ok(
          isValid(tokenList({ ...TOWN, townName }, vouchers, NOW)),
          ajv.errorsText(isValid.errors),
        );
      }),
    );
    const broken = tokenList(TOWN, [opened("Nome", "CON SPAZI")], NOW);
    assert.equal(isValid(broken), false, "the schema refuses something");
  });
});
