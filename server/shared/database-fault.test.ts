import { expect } from "chai";

import { isPassing, isQuarantined } from "./database-fault.ts";

const coded = (code: string) => Object.assign(new Error("some text"), { code });

describe("errors of the database", () => {
  it("pass where it is away, ending, full, or two transactions met", () => {
    for (const code of ["57P01", "57P03", "53300", "08006", "40P01", "40001", "ECONNREFUSED"])
      expect(isPassing(coded(code)), code).to.equal(true);
    for (const text of [
      "timeout exceeded when trying to connect",
      "Connection terminated unexpectedly",
    ])
      expect(isPassing(new Error(text)), text).to.equal(true);
  });

  it("stay where the statement is wrong or a constraint forbids it", () => {
    for (const code of ["23514", "23505", "23001", "42P01", "22P02"])
      expect(isPassing(coded(code)), code).to.equal(false);
    for (const error of [new Error("anything"), "a text", undefined, null])
      expect(isPassing(error)).to.equal(false);
  });

  it("tell a database that is being told again what it forgot", () => {
    expect(isQuarantined(coded("55000"))).to.equal(true);
    for (const error of [coded("55P03"), new Error("anything"), null])
      expect(isQuarantined(error)).to.equal(false);
  });
});
