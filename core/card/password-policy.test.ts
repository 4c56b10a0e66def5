import { expect } from "chai";

import { judgePassword } from "./password-policy.ts";

const CARD = ["CF51HDQ401AD6X9KHFHKSCAZ660RK9", "0123 4567"];

function reasonAgainst(password: string): string | undefined {
  const judged = judgePassword(password, CARD);
  return judged.ok ? undefined : judged.refusal.reason;
}

describe("A password of a person's choice", () => {
  for (const password of [
    "84 1763 92",
    "73928519",
    "tre gatti neri",
    "Mercoledì-7-Ore",
    "anna241250",
  ])
    it(`may be "${password}"`, () => expect(reasonAgainst(password)).to.equal(undefined));

  it("is compared as it was judged: digits without the spaces between them", () => {
    const judged = judgePassword(" 8417 6392 ", CARD);
    expect(judged.ok && judged.value).to.equal("84176392");
  });

  for (const [password, reason] of [
    ["8417039", "too_short"],
    ["9".repeat(65), "too_long"],
    ["11111111", "repeated"],
    ["12121212", "repeated"],
    ["73737337", "repeated"],
    ["12345678", "sequence"],
    ["87654321", "sequence"],
    ["78901234", "sequence"],
    ["24121950", "date"],
    ["12241950", "date"],
    ["19501224", "date"],
    ["24125007", "date"],
    ["50122407", "date"],
    ["07241250", "date"],
    ["ab 241250", "date"],
    ["29020068", "date"],
    ["14725836", "keypad"],
    ["96385274", "keypad"],
    ["15935746", "keypad"],
    ["25800741", "keypad"],
    ["12369874", "keypad"],
    ["45632589", "keypad"],
    ["password1", "common"],
    ["Francesco", "common"],
    ["01234567", "sequence"],
    ["cf51hdq401", "on_the_card"],
  ] as const)
    it(`may not be "${password.slice(0, 20)}": ${reason}`, () =>
      expect(reasonAgainst(password)).to.equal(reason));

  it("leaves most of the hundred million to the system's own choice", () => {
    let seed = 7;
    let refused = 0;
    for (let index = 0; index < 20_000; index += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const digits = String(seed % 100_000_000).padStart(8, "0");
      if (reasonAgainst(digits) !== undefined) refused += 1;
    }
    expect(refused / 20_000).to.be.within(0.1, 0.2);
  });
});
