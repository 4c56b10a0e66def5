import { strict as assert } from "node:assert";

import { TownPlay } from "../../../scripts/scenario/play.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../../support/played-town.ts";
import { run } from "../../support/throwaway-postgres.ts";

const HOUR_MS = 3_600_000;

describe("A programme's terms", () => {
  let town: PlayedTown;

  /** Payments are judged by the database's time, which no test can move: the programme's days are moved instead. */
  const moveDays = (hours: number) =>
    run(
      town.stack.ownerUrl,
      `update programme set spendable_from = spendable_from + make_interval(hours => $2),
         spendable_until = spendable_until + make_interval(hours => $2) where id = $1`,
      [town.programmeId, hours],
    );

  before(async function () {
    this.timeout(180_000);
    const spendableUntil = new Date(Date.now() + 2 * HOUR_MS).toISOString();
    town = await startPlayedTown({ terms: { spendableUntil }, withoutCategory: "cartoleria" });
  });

  after(() => town?.stack.stop());

  it("keeps the ranking list within the fund, and stores nothing of one that is above it", async () => {
    const { desk, treasury } = town.desk;
    const play = new TownPlay(town.stack.url, { desk, treasury }, town.files, () => undefined);
    const refusal = await refusalOf(play.openProgramme("Fondo piccolo", { fundCents: "1000" }));
    const errors = refusal.problem["errors"] as { code: string; column: string }[];
    assert.deepEqual(
      errors.map(({ code, column }) => [code, column]),
      [["above_fund", "importo"]],
    );
    const programmes = await desk.api.get<{ id: string; name: string }[]>("/api/programmes");
    const { id } = programmes.find(({ name }) => name === "Fondo piccolo")!;
    const people = await desk.api.get<unknown>(`/api/beneficiaries?programmeId=${id}`);
    assert.deepEqual(people, { items: [] });
    const issuance = await refusalOf(desk.api.post(`/api/programmes/${id}/issuances`));
    assert.equal(issuance.code, "nothing_to_do");
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

  it("refuses payments at a shop whose category the programme leaves out", async () => {
    const merchants =
      await town.desk.desk.api.get<{ vatNumber: string; category: { name: string } }[]>(
        "/api/merchants",
      );
    const { vatNumber } = merchants.find(({ category }) => category.name === "cartoleria")!;
    const { card } = cardAndTill(town, 0);
    const before = await balanceOf(town.stack.url, card);
    const refusal = await refusalOf(
      town.play.tillOf(vatNumber)!.post("/api/payments", { json: paymentOf(card, "100") }),
    );
    assert.equal(refusal.code, "merchant_not_eligible");
    assert.equal(await balanceOf(town.stack.url, card), before);
  });

  it("refuses payments after the last day, and takes none back", async () => {
    const { card, till } = cardAndTill(town, 0);
    const accepted = paymentOf(card, "100");
    await till.post("/api/payments", { json: accepted });
    await moveDays(-3);
    const refusal = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "100") }));
    assert.equal(refusal.code, "programme_ended");
    await moveDays(3);
    await eventually("settled", async () => {
      const payment = await till.get<{ state: string }>(`/api/payments/${accepted.paymentId}`);
      return payment.state === "settled";
    });
  });

  it("refuses payments before the first day", async () => {
    const { card, till } = cardAndTill(town, 0);
    await moveDays(1);
    const refusal = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "100") }));
    await moveDays(-1);
    assert.equal(refusal.code, "programme_not_started");
  });
});
