import { strict as assert } from "node:assert";
import { randomBytes, randomUUID } from "node:crypto";

import { type Hex, createPublicClient, erc20Abi, http } from "viem";

import { encodeCode } from "#core/card/card-code.ts";
import { FEEDBACK_IN_HOUR_MOST, replyDueOn } from "#core/feedback/judge-feedback.ts";
import { DATASETS } from "#core/open-data/fields.ts";
import { SMALLEST_COUNT } from "#core/open-data/suppress-cells.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import { forgetFeedback } from "../../server/feedback/feedback.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { openDatabase } from "../../server/shared/database.ts";
import type { Feedback, FeedbackReceived, FeedbackReply } from "../../web/src/shared/api/types.ts";
import { type PlayedTown, refusalOf, startPlayedTown } from "../support/played-town.ts";
import { tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

type Line = Record<string, string | number | null>;

describe("Open data, and what people tell the town", function () {
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

  it("has the list of the town's tokens, each under the name that its contract says, with a picture for anybody", async () => {
    type List = {
      tokens: { address: Hex; name: string; symbol: string; decimals: number; logoURI: string }[];
    };
    const answer = await get("/opendata/tokenlist.json");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    const { tokens } = (await answer.json()) as List;
    assert.equal(tokens.length, 2);
    const client = createPublicClient({ transport: http(`${town.stack.url}/rpc`) });
    const ask = (address: Hex, functionName: "name" | "symbol" | "decimals") =>
      client.readContract({ address, abi: erc20Abi, functionName });
    for (const { address, name, symbol, decimals, logoURI } of tokens) {
      assert.equal(await ask(address, "name"), name);
      assert.equal(await ask(address, "symbol"), symbol);
      assert.equal(await ask(address, "decimals"), decimals);
      const logo = await get(new URL(logoURI).pathname);
      assert.match(logo.headers.get("content-type")!, /^image\/svg\+xml/);
      assert.equal(logo.headers.get("cross-origin-resource-policy"), "cross-origin");
      assert.match(logo.headers.get("content-security-policy")!, /script-src 'self'/);
    }
  });

  it("names nobody: no shop's business name, no card, no person", async () => {
    const all = await Promise.all(
      DATASETS.map(async ({ id }) => (await get(`/opendata/${id}.csv`)).text()),
    );
    const text = all.join("\n");
    assert.ok(!/Nunzia|Amato|MTALCU71C54G273G|07100330823/.test(text));
  });

  describe("what somebody cannot use", () => {
    const words = (change: object = {}) => ({
      ...{ id: randomUUID(), page: "card", text: "Il lettore di schermo non dice il saldo." },
      ...change,
    });
    const api = () => new ApiClient(town.stack.url);
    const desk = () => town.desk.desk.api;
    const send = (json: object, from = api()) =>
      from.post<FeedbackReceived>("/api/feedback", { json });
    const replyTo = (code: string) =>
      api().post<FeedbackReply>("/api/feedback-replies", { json: { code } });

    it("is there once however often it is sent, sealed, with the day that the answer is due", async () => {
      const json = words({ contact: "lettrice@example.org" });
      const answers = await Promise.all([1, 2, 3].map(() => send(json)));
      const [first] = answers;
      assert.deepEqual(answers, [first, first, first]);
      assert.equal(first!.dueOn, replyDueOn(new Date()));
      assert.equal((await run(town.stack.ownerUrl, "select from feedback")).length, 1);
      const stored = JSON.stringify(await tableContents(town.stack.ownerUrl));
      for (const secret of ["lettore di schermo", "lettrice", first!.code])
        for (const form of ["utf8", "hex"] as const)
          assert.equal(stored.includes(Buffer.from(secret).toString(form)), false, secret);
      const other = send({ ...json, text: "Tutt'altra cosa, con lo stesso numero." });
      assert.equal((await refusalOf(other)).code, "id_reused");
    });

    it("is answered once in the office, and read with its code alone", async () => {
      const { code } = await send(
        words({ page: "till", text: "I tasti si leggono tutti uguali." }),
      );
      assert.equal((await replyTo(code)).answer, undefined);
      assert.equal((await fetch(`${town.stack.url}/api/feedback`)).status, 401);
      const all = await desk().get<Feedback[]>("/api/feedback");
      const [due, mine] = all;
      assert.deepEqual([due!.page, due!.hasContact, due!.isLate], ["card", true, false]);
      const answer = (json: object) =>
        desk().post<Feedback[]>(`/api/feedback/${mine!.id}/answer`, { json });
      const twice = await Promise.allSettled([
        answer({ answer: "Corretto: ora ogni tasto ha il suo nome." }),
        answer({}),
      ]);
      assert.deepEqual(twice.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      const reply = await replyTo(code.toLowerCase());
      assert.ok(reply.closedAt !== undefined);
      const [isAnswered] = twice.map(({ status }) => status === "fulfilled");
      assert.equal(reply.answer !== undefined, isAnswered);
      const slip = `${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`;
      assert.equal((await refusalOf(replyTo(slip))).code, "invalid_code");
      const stranger = encodeCode("feedback", randomBytes(16));
      assert.equal((await refusalOf(replyTo(stranger))).code, "not_found");
    });

    it("says how who wrote it can be reached to who asks for it by name, and writes that down", async () => {
      const [due] = await desk().get<Feedback[]>("/api/feedback");
      const { contact } = await desk().get<{ contact: string }>(`/api/feedback/${due!.id}/contact`);
      assert.equal(contact, "lettrice@example.org");
      type Page = { items: { act: string; subject?: string }[] };
      const [look] = (await desk().get<Page>("/api/audit?act=feedback_contact_seen")).items;
      assert.equal(look?.subject, due!.id);
    });

    it("is late the day after it was due, and deleted whole when it was kept long enough", async () => {
      const age = (days: number) =>
        run(
          town.stack.ownerUrl,
          `alter table feedback disable trigger unchanged;
           update feedback set received_at = received_at - make_interval(days => ${days}),
             closed_at = closed_at - make_interval(days => ${days});
           alter table feedback enable trigger unchanged`,
        );
      const db = openDatabase(town.stack.replica.databaseUrl, 1);
      const left = async () => {
        await forgetFeedback({ db, clock: systemClock });
        return (await desk().get<Feedback[]>("/api/feedback")).map(({ isLate }) => isLate);
      };
      await age(31);
      assert.deepEqual(await left(), [true, false]);
      await age(148);
      assert.deepEqual(await left(), [true, false]);
      await age(2);
      assert.deepEqual(await left(), [true]);
      await age(185);
      assert.deepEqual(await left(), []);
      await db.destroy();
    });

    it("ends where one address sends too much within an hour", async () => {
      const sent = await Promise.allSettled(
        Array.from({ length: FEEDBACK_IN_HOUR_MOST }, () => send(words())),
      );
      const refused = sent.find(({ status }) => status === "rejected");
      const { code, problem } = await refusalOf(
        Promise.reject((refused as PromiseRejectedResult).reason),
      );
      assert.equal(code, "too_much_feedback");
      assert.ok(Number(problem["retryAfterSeconds"]) > 60);
      const stored = await run(town.stack.ownerUrl, "select from feedback");
      assert.ok(stored.length < FEEDBACK_IN_HOUR_MOST);
    });
  });
});
