import { expect } from "chai";

import { parseItalianDay } from "./italian-day.ts";

describe("a day typed by an office", () => {
  it("is read as Italians and as computers write it", () => {
    for (const text of [
      "31/12/2026",
      "31.12.2026",
      "2026-12-31",
      "2026-12-31T10:00:00Z",
      " 31/12/2026 ",
    ])
      expect(parseItalianDay(text), text).to.equal("2026-12-31");
    expect(parseItalianDay("1/2/2026")).to.equal("2026-02-01");
    expect(parseItalianDay("29/02/2028")).to.equal("2028-02-29");
  });

  it("is refused where no calendar has it, or the order of its parts is a guess", () => {
    for (const text of [
      "29/02/2027",
      "31/04/2026",
      "12/31/2026",
      "31/12/26",
      "2026-13-01",
      "00/01/2026",
      "ieri",
      "",
    ])
      expect(parseItalianDay(text), text).to.equal(undefined);
    expect(parseItalianDay("29/02/1900")).to.equal(undefined);
    expect(parseItalianDay("29/02/2000")).to.equal("2000-02-29");
  });
});
