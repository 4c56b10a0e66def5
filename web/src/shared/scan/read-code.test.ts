import { expect } from "chai";

import { encodeCode, groupCode } from "#core/card/card-code.ts";

import { readCode, readScanned } from "./read-code.ts";

const CARD = encodeCode("card", new Uint8Array(16).fill(7));
const SHEET = encodeCode("activation", new Uint8Array(16).fill(9));

describe("readCode", () => {
  for (const [how, text] of [
    ["as the QR's address", `https://buoni.example/carta#${CARD}`],
    ["in groups, small letters", groupCode(CARD).toLowerCase()],
    ["through a scanner with another keyboard", `httpsç--buoni.example-carta§${CARD}`],
    ["with spaces around", `  ${CARD}\n`],
  ] as const)
    it(`reads a code ${how}, and writes it as on the sheet`, () => {
      expect(readCode(text, "card")).to.deep.equal({ ok: true, value: CARD });
    });

  for (const [what, text, sentence] of [
    ["the other sheet", SHEET, /è il foglio di attivazione del negozio: qui serve la tessera/],
    ["a code cut short", CARD.slice(3), /ha 30 caratteri, qui ce ne sono 27/],
    ["a stray character", `${CARD.slice(0, -1)}*`, /Nel codice non c'è mai «\*»/],
    [
      "a slip",
      CARD.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      /Un carattere è sbagliato/,
    ],
    ["nothing", "", /qui ce ne sono 0/],
    ["another site's address", "https://example.com/", /ha 30 caratteri/],
  ] as const)
    it(`says what to do about ${what}`, () => {
      const read = readCode(text, "card");
      expect(read.ok ? "" : read.refusal).to.match(sentence);
    });
});

describe("readScanned", () => {
  it("tells a QR of something else from a slip of a hand", () => {
    for (const text of ["https://example.com/menu", "WIFI:S:bar;P:12345678;;", "8001090312345"]) {
      const read = readScanned(text, "card");
      expect(read.ok ? "" : read.refusal).to.match(/è di qualcos'altro: qui serve la tessera/);
    }
  });

  it("says of the other sheet that it is the other sheet, and reads what is right", () => {
    const read = readScanned(`https://buoni.example/cassa#${SHEET}`, "card");
    expect(read.ok ? "" : read.refusal).to.match(/è il foglio di attivazione/);
    expect(readScanned(`https://buoni.example/carta#${CARD}`, "card").ok).to.equal(true);
  });
});
