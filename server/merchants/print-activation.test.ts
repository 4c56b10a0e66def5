import { expect } from "chai";

import { codeUrl, encodeCode } from "#core/card/card-code.ts";

import { bytesOf, printPages, readCodes } from "../../test/support/printed-page.ts";
import { printActivation } from "./print-activation.ts";

const ISSUER = { townName: "Comune di Balestrate", publicUrl: "https://buoni.example" };
const CODE = encodeCode("activation", new Uint8Array(16).fill(9));

describe("printing a shop's activation sheet", function () {
  this.timeout(30_000);

  it("gives each shop a page with its code to scan, to type, and its password", async () => {
    const shops = ["Panificio «Da Pina» di Giuseppina Lo Presti & C. S.n.c.", "Farmacia Orlando"];
    const sheets = shops.map((businessName) => ({
      businessName,
      code: CODE,
      password: "40718263",
    }));
    const pages = await printPages(await bytesOf(printActivation(sheets, ISSUER)), 100);
    expect(pages.length).to.equal(2);
    for (const [index, page] of pages.entries()) {
      expect(await readCodes(page)).to.deep.equal([codeUrl(ISSUER.publicUrl, "activation", CODE)]);
      const text = page.text.replaceAll(/\s/g, "");
      for (const expected of [shops[index]!, CODE, "40718263"])
        expect(text).to.include(expected.replaceAll(" ", ""));
    }
  });
});
