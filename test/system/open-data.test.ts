import { strict as assert } from "node:assert";

import { DATASETS } from "#core/open-data/fields.ts";
import { SMALLEST_COUNT } from "#core/open-data/suppress-cells.ts";

import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Line = Record<string, string | number | null>;

describe("Open data", function () {
  this.timeout(180_000);
  let town: PlayedTown;

  before(async () => {
    town = await startPlayedTown();
    await town.play.purchase();
    await town.play.waitForSettlement(town.programmeId);
  });
  after(() => town?.stack.stop());

  const get = (path: string) => fetch(`${town.stack.url}${path}`);
  const lines = async (id: string) => (await (await get(`/opendata/${id}.json`)).json()) as Line[];

  /** Moves all that was settled into earlier weeks: the play lasts seconds. */
  async function spreadOverWeeks(): Promise<void> {
    await run(
      town.stack.ownerUrl,
      `lock table signed_transfer in access exclusive mode;
       alter table signed_transfer disable trigger all;
       update signed_transfer as t set settled_at = now() - make_interval(days => 14 + 7 * n.week)
       from (
         select id, (dense_rank() over (order by payment_id) / 12)::int as week
         from signed_transfer where payment_id is not null
       ) as n
       where n.id = t.id;
       alter table signed_transfer enable trigger all`,
    );
  }

  it("says of a programme what the chain says, and of no week that is not over", async () => {
    const [programme] = await lines("programmi");
    const spent = town.files.purchases.reduce((sum, { amount }) => sum + Number(amount), 0);
    assert.equal(programme!["speso_centesimi"], spent);
    assert.equal(programme!["speso_euro"], (spent / 100).toFixed(2).replace(".", ","));
    assert.deepEqual(await lines("spesa-settimanale"), []);
  });

  it("counts payments by week and category, and withholds what is small", async () => {
    await spreadOverWeeks();
    const weeks = await lines("spesa-settimanale");
    const totals = weeks.filter(({ categoria }) => categoria === "tutte");
    assert.ok(totals.length >= 3, `${totals.length} weeks`);
    const shown = weeks.filter(({ stato }) => stato === "pubblicato");
    for (const { pagamenti } of shown)
      assert.ok(pagamenti === 0 || Number(pagamenti) >= SMALLEST_COUNT, String(pagamenti));
    const withheld = weeks.filter(({ stato }) => stato === "non pubblicato");
    assert.ok(withheld.length > 1);
    for (const line of withheld)
      assert.deepEqual([line["pagamenti"], line["importo_centesimi"]], [null, null]);
    const open = totals.find(({ stato }) => stato === "pubblicato")!;
    const [row] = await run<{ payments: bigint; cents: string }>(
      town.stack.ownerUrl,
      `select count(distinct payment_id) as payments, sum(amount_cents)::text as cents
       from signed_transfer where state = 'settled'
         and date_trunc('week', settled_at at time zone 'Europe/Rome')::date = $1::date`,
      [open["dal"]],
    );
    assert.equal(open["pagamenti"], Number(row!.payments));
    assert.equal(open["importo_centesimi"], Number(row!.cents));
  });

  it("is the same as CSV: the codebook's columns, for an office suite", async () => {
    for (const { id, fields } of DATASETS) {
      const answer = await get(`/opendata/${id}.csv`);
      assert.match(answer.headers.get("content-type")!, /^text\/csv/);
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
      const [header, ...body] = bytes.toString("utf8").slice(1).trimEnd().split("\r\n");
      assert.equal(header, fields.map(({ name }) => `"${name}"`).join(";"));
      const json = await lines(id);
      assert.equal(body.length, json.length);
      for (const line of json)
        assert.deepEqual(Object.keys(line).sort(), fields.map(({ name }) => name).sort());
    }
  });

  it("leads from its catalogue to files that are there, under a licence", async () => {
    const catalogue = (await (await get("/opendata/catalog.jsonld")).json()) as {
      "dcat:dataset": { "dcat:distribution": { "dcat:downloadURL": { "@id": string } }[] }[];
    };
    const urls = catalogue["dcat:dataset"].flatMap((dataset) =>
      dataset["dcat:distribution"].map((one) => one["dcat:downloadURL"]["@id"]),
    );
    assert.equal(urls.length, 2 * DATASETS.length);
    for (const url of urls) {
      const answer = await get(new URL(url).pathname);
      assert.equal(answer.status, 200, url);
      assert.match(answer.headers.get("link")!, /creativecommons.*license/);
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    }
  });

  it("names nobody: no shop's business name, no card, no person", async () => {
    const all = await Promise.all(
      DATASETS.map(async ({ id }) => (await get(`/opendata/${id}.csv`)).text()),
    );
    const text = all.join("\n");
    assert.ok(!/Nunzia|Amato|MTALCU71C54G273G|07100330823/.test(text));
  });
});
