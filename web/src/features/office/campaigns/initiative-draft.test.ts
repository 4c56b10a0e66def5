import { expect } from "chai";

import {
  EMPTY_INITIATIVE,
  type InitiativeDraft,
  initiativeErrors,
  initiativeInput,
} from "./initiative-draft.ts";

const GOOD: InitiativeDraft = {
  ...{ title: " Sagra del pane ", body: "Pane e musica in piazza.", place: "Piazza" },
  ...{ startsAt: "2027-07-01T18:00", endsAt: "2027-07-01T23:00" },
};

const fields = (change: Partial<InitiativeDraft>) =>
  Object.keys(initiativeErrors({ ...GOOD, ...change }));

describe("an initiative as typed", () => {
  it("says of every empty field what is missing", () => {
    expect(Object.keys(initiativeErrors(EMPTY_INITIATIVE)).sort()).to.deep.equal([
      ...["body", "endsAt", "place", "startsAt", "title"],
    ]);
  });

  it("ends when it begins, or later", () => {
    expect(fields({})).to.deep.equal([]);
    expect(fields({ endsAt: GOOD.startsAt })).to.deep.equal([]);
    expect(fields({ endsAt: "2027-07-01T17:59" })).to.deep.equal(["endsAt"]);
  });

  it("is sent trimmed, in Italian time", () => {
    expect(initiativeInput(GOOD)).to.deep.equal({
      ...{ title: "Sagra del pane", body: "Pane e musica in piazza.", place: "Piazza" },
      ...{ startsAt: "2027-07-01T16:00:00.000Z", endsAt: "2027-07-01T21:00:00.000Z" },
    });
    expect(() => initiativeInput({ ...GOOD, body: "breve" })).to.throw(RangeError);
  });
});
