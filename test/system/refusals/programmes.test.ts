import { strict as assert } from "node:assert";

import { TownPlay } from "../../../scripts/scenario/play.ts";
import { createMovingClock } from "../../support/moving-clock.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../../support/played-town.ts";

const DAY_MS = 86_400_000;

describe("A programme's terms", () => {
  const clock = createMovingClock();
  let town: PlayedTown;

  before(async function () {
    this.timeout(180_000);
    town = await startPlayedTown({ clock });
  });

  after(() => town?.stack.stop());

  it("keeps a recharge within the fund, and says what is left of it", async () => {
    const { desk, treasury } = town.desk;
    const play = new TownPlay(town.stack.url, { desk, treasury }, town.files, () => undefined);
    const programmeId = await play.openProgramme("Fondo piccolo", { fundCents: "1000" });
    const refusal = await refusalOf(desk.api.post(`/api/programmes/${programmeId}/issuances`));
    assert.equal(refusal.code, "above_fund");
    assert.equal(refusal.problem["leftCents"], "1000");
    const issuances = await desk.api.get<unknown[]>(`/api/programmes/${programmeId}/issuances`);
    assert.deepEqual(issuances, []);
  });

  it("refuses to prepare the same recharge twice", async () => {
    const refusal = await refusalOf(
      town.desk.desk.api.post(`/api/programmes/${town.programmeId}/issuances`),
    );
    assert.equal(refusal.code, "nothing_to_do");
  });

  it("lets the treasurer alone open programmes, and the social worker alone import", async () => {
    const { treasury } = town.desk;
    const refusal = await refusalOf(
      treasury.api.post("/api/merchants/import?dryRun=true", { csv: new Uint8Array([0x3b]) }),
    );
    assert.equal(refusal.code, "role_required");
    assert.equal(refusal.status, 403);
  });

  it("refuses payments after the last day, and takes none back", async () => {
    const { card, till } = cardAndTill(town, 0);
    const accepted = paymentOf(card, "100");
    await till.post("/api/payments", { json: accepted });
    clock.advance(121 * DAY_MS);
    const { card: sameCard, till: sameTill } = await tillAgain(town, 0);
    const refusal = await refusalOf(
      sameTill.post("/api/payments", { json: paymentOf(sameCard, "100") }),
    );
    assert.equal(refusal.code, "programme_ended");
    clock.advance(-121 * DAY_MS);
    await eventually("settled", async () => {
      const payment = await till.get<{ state: string }>(`/api/payments/${accepted.paymentId}`);
      return payment.state === "settled";
    });
  });

  it("refuses payments before the first day", async () => {
    const { card, till } = cardAndTill(town, 0);
    clock.advance(-2 * DAY_MS);
    const refusal = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "100") }));
    clock.advance(2 * DAY_MS);
    assert.equal(refusal.code, "programme_not_started");
  });
});

/** Sessions of tills end long before a programme does: the shop activates its till anew. */
async function tillAgain(town: PlayedTown, position: number) {
  await town.play.openTills();
  return cardAndTill(town, position);
}
