import { expect } from "chai";

import { findContact } from "./find-contact.ts";

describe("what leads past the noticeboard to a person", () => {
  for (const [text, contact] of [
    ["chiamare 347 123 4567", "phone"],
    ["333.12.34.567", "phone"],
    ["tel. 0721/123456", "phone"],
    ["+39 0721 123456", "phone"],
    ["0039-347-1234567", "phone"],
    ["mario.rossi@esempio.it", "email"],
    ["mario @ esempio.it", "email"],
    ["vedi https://esempio.org/x", "link"],
    ["www.esempio.org", "link"],
    ["wa.me/39347", "link"],
    ["RSSMRA80A01H501U", "fiscalCode"],
    ["rssmra80a01h501u", "fiscalCode"],
    ["IT60X0542811101000000123456", "iban"],
    ["IT60 X054 2811 1010 0000 0123 456", "iban"],
  ] as const)
    it(`is found in «${text}»`, () => expect(findContact(text)).to.equal(contact));

  for (const text of [
    "Tavolo 120x80x75, del 1998",
    "Lezioni dal 12/03/2027 al 30/06/2027",
    "3 sedie a 15,50 l'una",
    "Bicicletta da 26 pollici, anni 2019-2021",
    "Dalle 8.30 alle 12.30, 3 volte la settimana",
    "Ripetizioni di matematica e fisica",
  ])
    it(`is not in «${text}»`, () => expect(findContact(text)).to.equal(undefined));
});
