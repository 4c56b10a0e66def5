import { expect } from "chai";

import { codeUrl, encodeCode } from "#core/card/card-code.ts";

import { bytesOf, printPages, readCodes } from "../../test/support/printed-page.ts";
import { printCodes } from "./print-codes.ts";
import { printOrganiser } from "./print-organiser.ts";

const ISSUER = { townName: "Comune di Balestrate", publicUrl: "https://buoni.example" };
const codeOf = (kind: "organiser" | "claim", byte: number) =>
  encodeCode(kind, new Uint8Array(16).fill(byte));
const plain = (text: string) => text.replaceAll(/\s/g, "");

describe("printing what opens an action and what is claimed", function () {
  this.timeout(30_000);

  it("gives who organises one page with the code to scan, to type, and the PIN", async () => {
    const code = codeOf("organiser", 9);
    const [page, ...more] = await printPages(
      await bytesOf(
        printOrganiser(
          {
            title: "Puliamo il torrente e le sponde dal ponte vecchio fino alla foce del fiume",
            ...{ place: "Ponte vecchio", organiser: "Pro loco", code, pin: "004821" },
            ...{ startsAt: "2027-03-01T08:00:00Z", endsAt: "2027-03-01T11:00:00Z" },
          },
          ISSUER,
        ),
      ),
      100,
    );
    expect(more).to.deep.equal([]);
    expect(await readCodes(page!)).to.deep.equal([codeUrl(ISSUER.publicUrl, "organiser", code)]);
    for (const expected of [code, "004821", "Pro loco", "12:00"])
      expect(plain(page!.text)).to.include(plain(expected));
  });

  it("gives ten codes to a page, each with its worth, its last day and its own QR", async () => {
    const sheets = Array.from({ length: 11 }, (_, index) => ({
      ...{ title: "Ecopunto di via Roma, raccolta dell'olio esausto", rewardCents: "50" },
      ...{ expiresAt: "2027-05-31T22:00:00Z", code: codeOf("claim", index + 1) },
    }));
    const pages = await printPages(await bytesOf(printCodes(sheets, ISSUER)), 150);
    expect(pages.length).to.equal(2);
    const read = [...(await readCodes(pages[0]!)), ...(await readCodes(pages[1]!))];
    expect(read.sort()).to.deep.equal(
      sheets.map(({ code }) => codeUrl(ISSUER.publicUrl, "claim", code)).sort(),
    );
    const text = plain(pages[1]!.text);
    for (const expected of [sheets[10]!.code, "0,50 di valore locale", "31 maggio 2027"])
      expect(text).to.include(plain(expected));
  });
});
