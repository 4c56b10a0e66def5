import { expect } from "chai";

import { judgePassword } from "./password-policy.ts";

const CARD = ["CF51HDQ401AD6X9KHFHKSCAZ660RK9", "0123 4567"];

function reasonAgainst(password: string): string | undefined {
  const judged = judgePassword(password, CARD);
  return judged.ok ? undefined : judged.refusal.reason;
}

describe("A password of a person's choice", () => {
  for (const password of ["84 1703 92", "73920518", "tre gatti neri", "Mercoledì-7-Ore"])
    it(`may be "${password}"`, () => expect(reasonAgainst(password)).to.equal(undefined));

  it("is compared as it was judged: digits without the spaces between them", () => {
    const judged = judgePassword(" 8417 0392 ", CARD);
    expect(judged.ok && judged.value).to.equal("84170392");
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
    ["password1", "common"],
    ["Francesco", "common"],
    ["01234567", "sequence"],
    ["cf51hdq401", "on_the_card"],
  ] as const)
    it(`may not be "${password.slice(0, 20)}": ${reason}`, () =>
      expect(reasonAgainst(password)).to.equal(reason));
});
