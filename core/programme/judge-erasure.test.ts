import { expect } from "chai";

import { type ErasureFacts, judgeErasure } from "./judge-erasure.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const LATER = new Date("2026-11-25T10:00:01Z");
const NOTHING: ErasureFacts = {
  ...{ livingCards: 0, value: 0n, localValue: 0n, openMovements: 0, neededUntil: undefined },
};

function codeOf(facts: Partial<ErasureFacts>, givesUpLocalValue = false): string {
  const judged = judgeErasure({ ...NOTHING, ...facts }, NOW, givesUpLocalValue);
  return judged.ok ? "erased" : judged.refusal.code;
}

describe("whether a person's data may be erased", () => {
  it("is so where nothing is under way, and from the moment the last programme is over", () => {
    expect(codeOf({})).to.equal("erased");
    expect(codeOf({ neededUntil: NOW })).to.equal("erased");
  });

  it("is not while a card, a cent, a movement or a programme needs them", () => {
    expect(codeOf({ livingCards: 1 })).to.equal("person_has_card");
    expect(codeOf({ value: 1n })).to.equal("person_has_value");
    expect(codeOf({ openMovements: 1 })).to.equal("person_has_open_movements");
    expect(codeOf({ neededUntil: LATER })).to.equal("person_needed");
  });

  it("waits for local value until somebody says that it is given up, and for nothing less", () => {
    expect(codeOf({ localValue: 1n })).to.equal("person_has_local_value");
    expect(codeOf({ localValue: 1n }, true)).to.equal("erased");
    for (const facts of [{ livingCards: 1 }, { value: 1n }, { neededUntil: LATER }])
      expect(codeOf({ ...facts, localValue: 1n }, true)).not.to.equal("erased");
  });
});
