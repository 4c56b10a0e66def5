import { strict as assert } from "node:assert";

import { chanceOf, choicesOf, guessCost } from "./guess-cost.ts";

const DIGITS = { name: "digits", characters: 10, length: 8, admittedShare: 0.8 };

describe("what guessing a password costs", () => {
  it("counts the passwords that may be had", () => {
    assert.equal(choicesOf(DIGITS), 80_000_000);
  });

  it("takes half of them on average where nothing counts the guesses", () => {
    const guesser = { name: "a core", guessesPerSecond: 40, dollarsPerHour: 0.036 };
    const { seconds, dollars } = guessCost(DIGITS, guesser);
    assert.equal(seconds, 1_000_000);
    assert.ok(Math.abs(dollars - 10) < 1e-9);
  });

  it("has the chance of the tries that there are, and never more than certainty", () => {
    assert.equal(chanceOf(8, DIGITS), 1e-7);
    assert.equal(chanceOf(1e9, DIGITS), 1);
  });
});
