import { strict as assert } from "node:assert";

import { romeMoment } from "../programmes/rome-day.ts";
import { type ActionDraft, EMPTY_ACTION, actionErrors, actionInput } from "./action-draft.ts";

const DRAFT: ActionDraft = {
  ...{ title: "Puliamo il parco", place: "Villa comunale", organiser: "Pro loco" },
  ...{ startsAt: "2027-03-01T09:30", endsAt: "2027-03-01T12:00", places: "30", reward: "2,50" },
};
const wrong = (change: Partial<ActionDraft>) => Object.keys(actionErrors({ ...DRAFT, ...change }));

describe("a civic action's form", () => {
  it("becomes what the service wants: hours of Italy as instants, euros as cents", () => {
    assert.deepEqual(actionErrors(DRAFT), {});
    const { startsAt, endsAt, rewardCents, places } = actionInput(DRAFT);
    assert.deepEqual([startsAt, endsAt], ["2027-03-01T08:30:00.000Z", "2027-03-01T11:00:00.000Z"]);
    assert.deepEqual([rewardCents, places], ["250", 30]);
  });

  it("names every field that is missing or wrong", () => {
    assert.deepEqual(Object.keys(actionErrors(EMPTY_ACTION)).sort(), [
      ...["endsAt", "organiser", "place", "places", "reward", "startsAt", "title"],
    ]);
    assert.deepEqual(wrong({ endsAt: "2027-03-01T09:30" }), ["endsAt"]);
    for (const places of ["0", "2001", "dieci", "-1", "1.5"])
      assert.deepEqual(wrong({ places }), ["places"], places);
    for (const reward of ["0", "", "2.5x"]) assert.deepEqual(wrong({ reward }), ["reward"], reward);
  });

  it("knows when Italy changes its clocks", () => {
    const instants = [
      "2027-03-28T01:30",
      "2027-03-28T04:00",
      "2027-10-31T01:00",
      "2027-10-31T04:00",
    ];
    assert.deepEqual(
      instants.map((text) => romeMoment(text)!.toISOString().slice(5, 16)),
      ["03-28T00:30", "03-28T02:00", "10-30T23:00", "10-31T03:00"],
    );
    assert.equal(romeMoment("2027-03-28"), undefined);
  });
});
