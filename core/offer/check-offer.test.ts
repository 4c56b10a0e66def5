import { expect } from "chai";

import { cents } from "../shared/money.ts";
import { type OfferDraft, offerFaults } from "./check-offer.ts";

const GOOD: OfferDraft = {
  ...{ side: "offer", kind: "goods", category: "home", title: "Tavolo di legno" },
  ...{ text: "Solido, un po' graffiato.\nSi ritira a piano terra.", zone: "Borgo San Rocco" },
  ...{ price: "mixed", localCents: cents(1500), euroCents: cents(500), days: 30 },
};

const fieldsOf = (change: Partial<OfferDraft>) =>
  offerFaults({ ...GOOD, ...change }).map(({ field }) => field);

describe("an offer or a want", () => {
  it("may be put up as it should be, at each edge of what is allowed", () => {
    for (const change of [
      {},
      { title: "Tre" },
      { title: "x".repeat(80) },
      { text: "" },
      { text: "x".repeat(1000) },
      { zone: "Sò" },
      { zone: "Sant'Angelo in Vado" },
      { zone: "Viale" },
      { price: "free" as const, localCents: undefined, euroCents: undefined },
      { price: "local" as const, euroCents: undefined, localCents: cents(100_000) },
      { days: 7 },
      { days: 60 },
    ])
      expect(
        fieldsOf(change),
        JSON.stringify(change, (_, one) => String(one)),
      ).to.deep.equal([]);
  });

  for (const [why, change, field] of [
    ["no title", { title: "  ab " }, "title"],
    ["a title of two pictures", { title: "👍👍" }, "title"],
    ["a title too long", { title: "x".repeat(81) }, "title"],
    ["a title of two lines", { title: "una\nriga" }, "title"],
    ["a title turned round", { title: "tavo\u202elo" }, "title"],
    ["a phone in the title", { title: "Chiamare 347 1234567" }, "title"],
    ["a text too long", { text: "x".repeat(1001) }, "text"],
    ["an address in the text", { text: "scrivere a rosa@esempio.it" }, "text"],
    ["a hidden character", { text: "a\u200bb" }, "text"],
    ["no zone", { zone: " " }, "zone"],
    ["a zone of one letter that takes two places", { zone: "𝐀" }, "zone"],
    ["a street", { zone: "Via Garibaldi" }, "zone"],
    ["a house number", { zone: "Rione Stella 12" }, "zone"],
    ["a zone too long", { zone: "x".repeat(41) }, "zone"],
    [
      "a local price of nothing",
      { price: "local", localCents: cents(0), euroCents: cents(0) },
      "localCents",
    ],
    ["a mixed price without euros", { euroCents: cents(0) }, "euroCents"],
    ["euros beside local value only", { price: "local" }, "euroCents"],
    ["too dear", { localCents: cents(100_001) }, "localCents"],
    ["six days", { days: 6 }, "days"],
    ["61 days", { days: 61 }, "days"],
    ["half a day", { days: 7.5 }, "days"],
  ] as const)
    it(`is refused for ${why}, and for nothing else`, () =>
      expect(fieldsOf(change)).to.deep.equal([field]));

  it("that costs something is not free, and both amounts are named", () =>
    expect(fieldsOf({ price: "free" })).to.deep.equal(["localCents", "euroCents"]));
});
