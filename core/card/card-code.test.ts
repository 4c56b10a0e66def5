import { expect } from "chai";
import fc from "fast-check";

import { CODE_LENGTH, codeUrl, decodeCode, encodeCode, groupCode, readScan } from "./card-code.ts";

const secretBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const kind = fc.constantFrom("card" as const, "activation" as const);

describe("card code", () => {
  it("reads back what it wrote, however a person types it", () => {
    fc.assert(
      fc.property(kind, secretBytes, (codeKind, secret) => {
        const code = encodeCode(codeKind, secret);
        expect(code).to.have.length(CODE_LENGTH);
        const typed = groupCode(code).toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
        const read = decodeCode(typed);
        expect(read.ok && read.value.kind).to.equal(codeKind);
        expect(read.ok && [...read.value.secret]).to.deep.equal([...secret]);
      }),
    );
  });

  it("keeps the same text for the same secret for ever: cards are printed", () => {
    const secret = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
    expect(encodeCode("card", secret)).to.equal("C008J4CT4ANK7F24SNAXWSQFEZWC91");
    expect(encodeCode("activation", secret)).to.equal("E008J4CT4ANK7F24SNAXWSQFEZWCRK");
  });

  it("notices every single wrong character", () => {
    fc.assert(
      fc.property(
        secretBytes,
        fc.nat(CODE_LENGTH - 1),
        fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
        (secret, place, character) => {
          const code = encodeCode("card", secret);
          fc.pre(code[place] !== character);
          const wrong = code.slice(0, place) + character + code.slice(place + 1);
          expect(decodeCode(wrong).ok).to.equal(false);
        },
      ),
    );
  });

  it("notices every swap of two neighbours", () => {
    fc.assert(
      fc.property(secretBytes, fc.nat(CODE_LENGTH - 2), (secret, place) => {
        const code = encodeCode("card", secret);
        fc.pre(code[place] !== code[place + 1]);
        const wrong = code.slice(0, place) + code[place + 1] + code[place] + code.slice(place + 2);
        expect(decodeCode(wrong).ok).to.equal(false);
      }),
    );
  });

  it("says what is wrong", () => {
    const code = encodeCode("card", new Uint8Array(16));
    expect(decodeCode(code.slice(1))).to.deep.include({ ok: false });
    expect(decodeCode(`${code}0`)).to.deep.equal({
      ok: false,
      refusal: { code: "wrong_length", length: 31 },
    });
    expect(decodeCode(`U${code.slice(1)}`)).to.deep.equal({
      ok: false,
      refusal: { code: "wrong_character", character: "U" },
    });
  });

  it("tells the code in an address from the site it was printed for", () => {
    const code = encodeCode("card", new Uint8Array(16));
    const url = codeUrl("https://buoni.comune.example/", "card", code);
    expect(url).to.equal(`https://buoni.comune.example/carta#${code}`);
    expect(readScan(` ${url} `)).to.deep.equal({ code, origin: "https://buoni.comune.example" });
    expect(readScan(code)).to.deep.equal({ code });
  });
});
