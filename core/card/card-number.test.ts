import { expect } from "chai";

import { cardNumber, groupCardNumber, isCardNumber } from "./card-number.ts";

describe("card number", () => {
  it("carries a check digit", () => {
    expect(cardNumber(7_992_739)).to.equal("79927398");
    expect(isCardNumber("79927398")).to.equal(true);
    expect(groupCardNumber("79927398")).to.equal("7992 7398");
  });

  it("notices every wrong digit", () => {
    for (const number of [cardNumber(0), cardNumber(1_234_567), cardNumber(9_999_999)])
      for (let place = 0; place < number.length; place += 1)
        for (let shift = 1; shift < 10; shift += 1) {
          const digit = (Number(number[place]) + shift) % 10;
          const wrong = number.slice(0, place) + digit + number.slice(place + 1);
          expect(isCardNumber(wrong), wrong).to.equal(false);
        }
  });

  it("refuses other lengths", () => {
    for (const text of ["", "1234567", "123456789", "abcdefgh"])
      expect(isCardNumber(text)).to.equal(false);
  });
});
