import { expect } from "chai";
import fc from "fast-check";

import {
  filedBeginnings,
  isNamed,
  maskFiscalCode,
  maskName,
  nameWords,
  soughtBeginnings,
} from "./person-search.ts";

describe("a person looked for by name", () => {
  it("is filed under the beginnings of each word, without accents", () => {
    expect(filedBeginnings("Nicosìa")).to.deep.equal(["NIC", "NICO", "NICOS", "NICOSI"]);
    expect(filedBeginnings("Li")).to.deep.equal(["LI"]);
    expect(filedBeginnings("Ada", "Adamo")).to.deep.equal(["ADA", "ADAM", "ADAMO"]);
    expect(nameWords("De Luca-D'Amico")).to.deep.equal(["DE", "LUCA", "D", "AMICO", "DAMICO"]);
  });

  it("is found by any word's beginning, in any order, and not by its middle", () => {
    const found = (typed: string) => isNamed(typed, "D'Amico", "Maria Grazia");
    for (const typed of ["damico", "D’Amico", "amico", "mar", "grazia dam", "MARIA  grazia"])
      expect(found(typed), typed).to.equal(true);
    for (const typed of ["mico", "mario", "maria rossi", "gr", ""])
      expect(found(typed), typed).to.equal(false);
    expect(isNamed("li", "Li", "Wei")).to.equal(true);
    expect(isNamed("li", "Lippi", "Wei")).to.equal(false);
  });

  it("is always filed under what is looked up where it is named so", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", "è", "'", " ", "-"), maxLength: 9 });
    fc.assert(
      fc.property(name, name, name, (typed, surname, first) => {
        if (!isNamed(typed, surname, first)) return;
        const filed = filedBeginnings(surname, first);
        for (const beginning of soughtBeginnings(typed)) expect(filed).to.include(beginning);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is masked until somebody asks", () => {
    expect(maskName("Élodie Maria")).to.equal("É•••");
    expect(maskName("")).to.equal("•••");
    expect(maskFiscalCode("MTALCU71C54G273G")).to.equal("••••••••••••273G");
  });
});
