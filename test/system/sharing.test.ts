import { strict as assert } from "node:assert";

import { STAY_SECONDS } from "../../core/campaign/judge-visit.ts";
import type { BeneficiaryId, InitiativeId } from "../../core/shared/ids.ts";
import type { ApiProblem } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { Custody } from "../../server/custody/custody.ts";
import { rewardShares } from "../../server/initiatives/close-day.ts";
import { eraseSharesOf } from "../../server/initiatives/initiatives.ts";
import { challengeVisit } from "../../server/initiatives/record-visit.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import type { Campaign, InitiativeDetail, Mint, Share } from "../../web/src/shared/api/types.ts";
import { LocalValueOffice, openCustody } from "../support/local-value.ts";
import {
  type PlayedTown,
  cardAt,
  eventually,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { segment, smallJpeg } from "../support/small-jpeg.ts";
import { run } from "../support/throwaway-postgres.ts";
import { Visitor, solve } from "../support/visitor.ts";

const DAY_MS = 86_400_000;
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const SPARE_MS = 200;

/** 0,05 for each visit; the caps are small, so that those who farm meet them at once. In cents. */
const TERMS = {
  ...{ name: "Passaparola", act: "Delibera G.C. 15/2027", kind: "sharing", centsEach: "5" },
  ...{ budgetCents: "120", cardCents: "80", householdCents: "80", cardDayCents: "50" },
};
const FEST = {
  title: 'Sagra <script>alert("1")</script> & pane',
  body: 'Si mangia in piazza.\nPane "nero".\n\n<b>Ingresso libero</b>',
  place: "Piazza del Popolo",
};

describe("Initiatives that are passed on", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  let db: Database;
  let custody: Custody;
  let campaign: Campaign;
  let fest: InitiativeDetail;
  /** Visitors come from addresses of their own. */
  let places = 0;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    await LocalValueOffice.open(town.stack);
    db = openDatabase(town.stack.replica.databaseUrl, 4);
    custody = await openCustody(town.stack);
    const json = { ...TERMS, rewardsFrom: inMs(-2 * DAY_MS), rewardsUntil: inMs(30 * DAY_MS) };
    type Draft = { campaign: Campaign; transaction: TransactionRequest };
    const draft = await api().post<Draft>("/api/campaigns", { json });
    ({ campaign } = draft);
    await town.desk.treasury.sign(draft.transaction);
    await eventually("open", async () => (await readCampaign()).state === "open");
  });

  after(async () => {
    await custody?.close();
    await db?.destroy();
    await town?.stack.stop();
  });

  const api = () => town.desk.treasury.api;
  const readCampaign = () => api().get<Campaign>(`/api/campaigns/${campaign.id}`);
  const read = (id: string) => api().get<InitiativeDetail>(`/api/initiatives/${id}`);
  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const page = (path: string) => fetch(`${town.stack.url}${path}`);
  const newcomer = (userAgent?: string) =>
    new Visitor(town.stack.url, (places += 1), ...(userAgent === undefined ? [] : [userAgent]));

  const draftOf = (change: object = {}) =>
    api().post<InitiativeDetail>(`/api/campaigns/${campaign.id}/initiatives`, {
      json: { ...FEST, startsAt: inMs(DAY_MS), endsAt: inMs(2 * DAY_MS), ...change },
    });
  const act = (id: string, what: "publication" | "withdrawal") =>
    api().post<InitiativeDetail>(`/api/initiatives/${id}/${what}`);
  async function published(change: object = {}): Promise<string> {
    const { id } = await draftOf({ title: "Un'altra iniziativa", ...change });
    await act(id, "publication");
    return id;
  }
  /** The card's links, by who sits at this address. */
  async function sharesOf(card: number, from = newcomer()): Promise<Map<string, Share>> {
    const { code: cardCode, password } = cardAt(town, card);
    const shares = await from.send<Share[]>("POST", "/api/shares", { cardCode, password });
    return new Map(shares.map((share) => [share.initiativeId, share]));
  }
  const tokenIn = (share: Share | undefined) => share!.url.split("#")[1]!;
  const tokenOf = async (card: number, id: string, from?: Visitor) =>
    tokenIn((await sharesOf(card, from)).get(id));
  /** The work of somebody who has had the page open for as long as it takes, and a little more. */
  async function workAt(id: string, { source }: Visitor) {
    const now = () => new Date(Date.now() - STAY_SECONDS * 1000 - SPARE_MS);
    const deps = { db, custody, clock: { ...systemClock, now }, random: systemRandom };
    const made = await challengeVisit(deps, id as InitiativeId, { source, userAgent: "" });
    assert.ok(made.ok);
    return solve(made.value);
  }
  /** So many come, each from an address of their own, by this link. */
  async function come(count: number, id: string, token?: string): Promise<void> {
    for (const visitor of Array.from({ length: count }, () => newcomer()))
      await visitor.visit(id, {
        ...(await workAt(id, visitor)),
        ...(token === undefined ? {} : { token }),
      });
  }
  const figures = async (id: string) => {
    const { visits, otherVisits, sharers } = await read(id);
    return { visits, otherVisits, sharers };
  };
  const earnedBy = (card: number) =>
    query<{ sum: string }>(
      `select coalesce(sum(amount_cents), 0)::text as sum from reward_entry
       join card on card.id = card_id where card.number = $1`,
      [cardAt(town, card).number],
    ).then(([row]) => Number(row!.sum));
  /** Puts what was counted today to yesterday, and lets the job find it, on several replicas at once. */
  async function nightFalls(): Promise<void> {
    await query(`
      alter table reward_entry disable trigger user;
      alter table visit_day disable trigger user;
      update reward_entry set earned_on = earned_on - 1;
      update visit_day set day = day - 1;
      insert into visit_salt select day - 1, salt from visit_salt;
      update visit_mark set day = day - 1;
      update sharer_mark set day = day - 1;
      delete from visit_salt where day = (select max(day) from visit_salt);
      alter table visit_day enable trigger user;
      alter table reward_entry enable trigger user;
    `);
    const night = () => rewardShares({ db, clock: systemClock, random: systemRandom });
    await Promise.all([night(), night(), night()]);
  }

  it("are refused with what is wrong, and read by nobody before they are published", async () => {
    const late = await refusalOf(draftOf({ endsAt: inMs(DAY_MS / 2) }));
    assert.equal(late.code, "malformed_request");
    const over = await refusalOf(draftOf({ startsAt: inMs(-DAY_MS), endsAt: inMs(-1000) }));
    assert.match(JSON.stringify(over.problem["details"]), /già passata/);
    fest = await draftOf();
    assert.equal((await page(`/iniziative/${fest.id}`)).status, 404);
    assert.equal((await sharesOf(0)).size, 0);
    const photo = smallJpeg(segment(0xe1, "Exif a place and a name"));
    const sent = await fetch(`${town.stack.url}/api/initiatives/${fest.id}/photos?text=La+piazza`, {
      method: "POST",
      headers: { "content-type": "image/jpeg", cookie: api().cookies() },
      body: photo as Uint8Array<ArrayBuffer>,
    });
    assert.equal(sent.status, 200, await sent.text());
    await act(fest.id, "publication");
    assert.equal((await refusalOf(act(fest.id, "publication"))).problem["state"], "published");
    await assert.rejects(query("update initiative set body = 'Altro, che nessuno ha condiviso'"));
  });

  it("are a page that needs no script, is previewed by its head, and loads nothing of others", async () => {
    const answer = await page(`/iniziative/${fest.id}`);
    const text = await answer.text();
    assert.equal(answer.status, 200);
    const policy = answer.headers.get("content-security-policy")!;
    assert.match(
      policy,
      /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'/,
    );
    assert.ok(!policy.includes("unsafe") && !policy.includes("http"), policy);
    assert.equal(answer.headers.get("set-cookie"), null);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    assert.ok(text.includes("Sagra &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; pane"));
    assert.ok(!text.includes("<b>") && !text.includes("<script>alert"));
    assert.ok(text.includes("Si mangia in piazza.<br />Pane &quot;nero&quot;."), text);
    const meta = (name: string) =>
      new RegExp(`<meta property="og:${name}" content="([^"]*)"`).exec(text)?.[1];
    assert.ok(meta("title")!.startsWith("Sagra &lt;"));
    assert.equal(
      meta("description"),
      "Si mangia in piazza. Pane &quot;nero&quot;. &lt;b&gt;Ingresso libero&lt;/b&gt;",
    );
    assert.ok(meta("url")!.endsWith(`/iniziative/${fest.id}`));
    assert.equal(meta("image"), `${meta("url")}/foto.jpg`);
    assert.equal(meta("image:alt"), "La piazza");
    for (const [, url] of text.matchAll(
      /<(?:script|img|a|link rel="(?:icon|stylesheet)")[^>]*?(?:src|href)="([^"]+)"/g,
    ))
      assert.match(url!, /^\/(?!\/)/);
    const picture = await page(`/iniziative/${fest.id}/foto.jpg`);
    assert.equal(picture.headers.get("content-type"), "image/jpeg");
    assert.deepEqual(new Uint8Array(await picture.arrayBuffer()), smallJpeg());
    const list = await (await page("/iniziative")).text();
    assert.ok(list.includes(`href="/iniziative/${fest.id}"`));
  });

  it("have a link of each card's own: always the same, filed nowhere, and behind the #", async () => {
    const [first, again, other] = [await sharesOf(0), await sharesOf(0), await sharesOf(1)];
    const [url] = [first.get(fest.id)!.url];
    assert.equal(again.get(fest.id)!.url, url);
    assert.notEqual(other.get(fest.id)!.url, url);
    assert.match(url, new RegExp(`/iniziative/${fest.id}#[\\w-]{22}$`));
    const token = tokenIn(first.get(fest.id));
    const rows = await query<{ row: string }>("select share_link::text as row from share_link");
    const hex = Buffer.from(token, "base64url").toString("hex");
    assert.ok(rows.every(({ row }) => !row.includes(token) && !row.includes(hex)));
    const wrong = { cardCode: cardAt(town, 0).code, password: "00000000" };
    const refused = await refusalOf(newcomer().send("POST", "/api/shares", wrong));
    assert.equal(refused.code, "wrong_password");
  });

  it("count one visit where one solution is sent a thousand times at once", async () => {
    const id = await published();
    const token = await tokenOf(2, id);
    const visitor = newcomer();
    const solved = await workAt(id, visitor);
    const posts = Array.from({ length: 1000 }, () => visitor.visit(id, { ...solved, token }));
    const ended = await Promise.allSettled(posts);
    assert.ok(ended.some(({ status }) => status === "fulfilled"));
    for (const one of ended)
      if (one.status === "rejected")
        assert.ok((one.reason as ApiProblem).status >= 429, one.reason);
    assert.deepEqual(await figures(id), { visits: 1, otherVisits: 0, sharers: 1 });
  });

  it("count nobody who did not stay, did not work, is a program or comes with another's work", async () => {
    const id = await published();
    const [visitor, thief] = [newcomer(), newcomer()];
    const hasty = await visitor.challenge(id);
    const solved = await workAt(id, visitor);
    const why = async (sent: Promise<void>) => (await refusalOf(sent)).problem["reason"];
    assert.equal(await why(visitor.visit(id, solve(hasty))), "too_early");
    assert.equal(await why(thief.visit(id, solved)), "bad_challenge");
    assert.equal(await why(visitor.visit(fest.id, solved)), "bad_challenge");
    const older = solved.challenge.replace(/^\d{13}/, (moment) => String(Number(moment) - 60_000));
    assert.equal(await why(visitor.visit(id, { ...solved, challenge: older })), "bad_challenge");
    const lazy = { ...solved, answer: solved.answer + 1 };
    assert.equal(await why(visitor.visit(id, lazy)), "no_work");
    assert.equal(hasty.staySeconds, STAY_SECONDS);
    for (const program of ["WhatsApp/2.24.1", "curl/8.5.0", "HeadlessChrome/128.0"]) {
      const bot = newcomer(program);
      assert.equal(await why(bot.visit(id, await workAt(id, bot))), "crawler");
    }
    assert.deepEqual(await figures(id), { visits: 0, otherVisits: 0, sharers: 0 });
    await visitor.visit(id, solved);
    assert.deepEqual(await figures(id), { visits: 0, otherVisits: 1, sharers: 0 }, "by no link");
  });

  it("give nobody what comes by a forged link, or by a link to something else", async () => {
    const [id, other] = [await published(), await published()];
    const foreign = await tokenOf(3, other);
    await come(1, id, "AAAAAAAAAAAAAAAAAAAAAA");
    await come(1, id, foreign);
    assert.deepEqual(await figures(id), { visits: 0, otherVisits: 2, sharers: 0 });
    assert.deepEqual(await figures(other), { visits: 0, otherVisits: 0, sharers: 0 });
  });

  it("count no sharer's own visit, made before looking at the links or after", async () => {
    const id = await published();
    const token = await tokenOf(4, id);
    const [early, late] = [newcomer(), newcomer()];
    await sharesOf(4, late);
    await early.visit(id, { ...(await workAt(id, early)), token });
    assert.equal((await figures(id)).visits, 1, "nobody knows yet whose address it is");
    await sharesOf(4, early);
    await late.visit(id, { ...(await workAt(id, late)), token });
    assert.deepEqual(await figures(id), { visits: 0, otherVisits: 0, sharers: 0 });
    // Somebody else's card that was looked at from there does not take the visit away.
    await come(1, id, token);
    assert.equal((await figures(id)).visits, 1);
  });

  it("reward no more than the card's cap of the day, however many sock puppets come", async () => {
    const token = await tokenOf(0, fest.id);
    await come(40, fest.id, token);
    assert.equal(await earnedBy(0), 0, "not before the day is over");
    const share = (await sharesOf(0)).get(fest.id)!;
    assert.deepEqual([share.visitsToday, share.visits, share.earnedCents], [40, 40, "0"]);
    await nightFalls();
    // 40 visits at 5 would be 200.
    assert.equal(await earnedBy(0), 50);
    const after = (await sharesOf(0)).get(fest.id)!;
    assert.deepEqual([after.visitsToday, after.visits, after.earnedCents], [0, 40, "50"]);
  });

  it("forget at night who came: no salt and no mark is left, only how many", async () => {
    await nightFalls();
    const marks = await query("select from visit_mark union all select from sharer_mark");
    const salts = await query("select from visit_salt");
    assert.deepEqual([marks.length, salts.length], [0, 0]);
    const { days, visits } = await read(fest.id);
    assert.deepEqual([days.length, visits], [1, 40]);
    const columns = await query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 'visit_day'",
    );
    assert.deepEqual(columns.map(({ name }) => name).sort(), [
      ...["day", "initiative_id", "is_judged", "link_id", "visits"],
    ]);
    const told = JSON.stringify(await read(fest.id));
    assert.ok(!told.includes(cardAt(town, 0).number));
  });

  it("end at the card's cap on other days and initiatives, and at the budget for a whole ring", async () => {
    const before = Number((await readCampaign()).earnedCents);
    const id = await published();
    await come(20, id, await tokenOf(0, id));
    await nightFalls();
    assert.equal(await earnedBy(0), 80, "the card's cap of the whole campaign");
    for (const card of [5, 6]) await come(12, id, await tokenOf(card, id));
    await nightFalls();
    const { earnedCents, budgetCents } = await readCampaign();
    assert.equal(earnedCents, budgetCents, `${before} were earned before`);
    assert.deepEqual(await figures(id), { visits: 44, otherVisits: 0, sharers: 3 });
  });

  it("are credited like all that is earned, once, under the campaign's own kind", async () => {
    type Signable = Mint & { transaction: TransactionRequest };
    const path = `/api/campaigns/${campaign.id}/mints`;
    const mint = await town.desk.desk.api.post<Signable>(path);
    assert.equal(mint.totalCents, "120");
    await town.desk.treasury.sign(mint.transaction);
    await assert.rejects(town.desk.treasury.sign(mint.transaction), "minted twice");
    await eventually("minted", async () => (await readCampaign()).mintedCents === "120");
    assert.match(campaign.ref, /^0x02/);
    await nightFalls();
    assert.equal((await refusalOf(api().post(path))).code, "nothing_to_do");
  });

  it("are in the copy of a person's data, and lead nowhere once the person is erased", async () => {
    const id = await published();
    const token = await tokenOf(0, id);
    type Person = { items: { id: BeneficiaryId }[] };
    const { number } = cardAt(town, 0);
    const desk = town.desk.desk.api;
    const found = await desk.get<Person>(`/api/beneficiaries?search=${number}`);
    const person = found.items[0]!.id;
    const json = { ground: "request", format: "json" };
    const copy = await desk.post<{ shares: { card: string; visits: number }[] }>(
      `/api/beneficiaries/${person}/export`,
      { json },
    );
    assert.deepEqual(
      copy.shares.map(({ card, visits }) => [card, visits]),
      [
        [number, 40],
        [number, 20],
      ],
    );
    await db.transaction().execute((tx) => eraseSharesOf({ random: systemRandom }, tx, person));
    await come(1, id, token);
    assert.deepEqual(await figures(id), { visits: 0, otherVisits: 1, sharers: 0 });
    const own = await query("select from sharer_mark where beneficiary_id = $1", [person]);
    assert.equal(own.length, 0);
  });

  it("are gone where the town withdraws them, with their page, their links and their visits", async () => {
    const id = await published();
    const visitor = newcomer();
    const solved = await workAt(id, visitor);
    await act(id, "withdrawal");
    assert.equal((await page(`/iniziative/${id}`)).status, 404);
    assert.equal((await sharesOf(0)).has(id), false);
    assert.equal((await refusalOf(visitor.visit(id, solved))).code, "not_found");
    type Page = { items: unknown[] };
    const acts = await api().get<Page>("/api/audit?act=initiative_withdrawn");
    assert.equal(acts.items.length, 1);
  });
});
