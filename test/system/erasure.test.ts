import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";

import type { Hex } from "viem";

import { decodeCode } from "#core/card/card-code.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { keepNoLonger } from "../../server/app/keep-no-longer.ts";
import type { Custody } from "../../server/custody/custody.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import type { OpenOfferThread } from "../../web/src/shared/api/types.ts";
import { BoardClient } from "../support/board-client.ts";
import { LocalValueOffice, localAccountsOf, localValueAt } from "../support/local-value.ts";
import {
  type PlayedTown,
  cardAndTill,
  cardAt,
  cardsOf,
  endProgrammes,
  eventually,
  refusalOf,
  spendAll,
  startPlayedTown,
} from "../support/played-town.ts";
import { cardUses } from "../support/card-uses.ts";
import { tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

type Person = {
  id: string;
  surname: string;
  name: string;
  fiscalCode: string;
  entitlements: { protocol: string }[];
  cards: { id: string; number: string }[];
};
type People = { items: Person[] };
type Copy = {
  person: Record<string, unknown>;
  cards: { number: string; accounts: { address: string }[]; recharges: unknown[] }[];
  payments: { amountCents: string; shop: string; shares: { transaction: string | null }[] }[];
  acts: { act: string }[];
};

/** Where nothing may change when a person's data go. */
const MONEY = [
  ...["payment", "reversal", "signed_transfer", "settlement_batch", "issuance_line"],
  ...["issuance_chunk", "journal_entry", "chain_event", "account", "voucher_holder"],
];
const DAY_MS = 86_400_000;
/** Local value that the person has not spent, in its own cents. */
const LEFT = 700n;
/** Who carries the household's second card. */
const MEMBER = { surname: "Zuccarello", name: "Ninfa" };

describe("A person's data", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let sheet: CardSheet;
  let person: Person;
  /** Where the person was checked in, and nobody has decided yet. */
  let actionId: string;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    sheet = cardAndTill(town, 0).card;
    person = await personOf(sheet);
    await run(town.stack.ownerUrl, "update beneficiary set household_size = 2");
    await (await secondBoard(person)).putUp();
    actionId = await turnDown(sheet);
    await giveLocalValue(sheet);
    person = await personOf(sheet);
  });
  after(() => town?.stack.stop());

  const api = () => town.desk.desk.api;
  const personOf = async ({ number }: CardSheet) =>
    (await api().get<People>(`/api/beneficiaries?search=${number}&shown=true`)).items[0]!;
  const erase = ({ id }: Person, json: object = {}) =>
    api().post<{ cards: number }>(`/api/beneficiaries/${id}/erasure`, {
      json: { ground: "request", ...json },
    });
  const copyOf = ({ id }: Person, format: string, secondCardId?: string) =>
    api().send("POST", `/api/beneficiaries/${id}/export`, "*/*", {
      json: { ground: "request", format, secondCardId },
    });
  const close = async ({ cards }: Person) => {
    for (const { id } of cards)
      await api().post(`/api/cards/${id}/closure`, { json: { reason: "rinuncia" } });
  };

  /** Makes a household's second card, and opens the noticeboard with it. */
  async function secondBoard({ id }: Person, member = MEMBER): Promise<BoardClient> {
    const json = { ...member, sharePercent: 50 };
    const [card] = await api().sheets<CardSheet>(`/api/beneficiaries/${id}/second-card`, { json });
    return BoardClient.open(town.stack.url, card!);
  }

  /** Local value that is on chain and spent by nobody. */
  async function giveLocalValue(card: CardSheet): Promise<void> {
    const office = await LocalValueOffice.open(town.stack);
    const [account] = await localAccountsOf(town.stack, [card]);
    await office.reward([account!, LEFT]);
    await eventually("the reward on its account", async () => {
      const rows = "select from account where address = $1 and confirmed_cents = $2";
      return (await run(town.stack.ownerUrl, rows, [account, LEFT])).length > 0;
    });
  }

  /** Checked in at two civic actions, and turned down at the first for a reason in free words; answers the second. */
  async function turnDown({ code: cardCode }: CardSheet): Promise<string> {
    const { api: treasury } = town.desk.treasury;
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const terms = {
      ...{ name: "Paese pulito", act: "Delibera G.C. 14/2027", kind: "actions", centsEach: "50" },
      ...{ budgetCents: "1000", cardCents: "50", householdCents: "50", cardDayCents: "50" },
      ...{ rewardsFrom: inHours(-2), rewardsUntil: inHours(48) },
    };
    const draft = { json: terms };
    const { campaign } = await treasury.post<{ campaign: { id: string } }>("/api/campaigns", draft);
    const action = {
      ...{ title: "Puliamo il torrente", place: "Ponte vecchio", organiser: "Pro loco" },
      ...{ startsAt: inHours(-1), endsAt: inHours(1), places: 5, rewardCents: "50" },
    };
    const path = `/api/campaigns/${campaign.id}/actions`;
    const checkIn = async () => {
      const { id } = await treasury.post<{ id: string }>(path, { json: action });
      type Door = { code: string; pin: string };
      const [{ code, pin }] = (await treasury.sheets<Door>(`/api/actions/${id}/access`)) as [Door];
      const organiser = new ApiClient(town.stack.url);
      await organiser.post("/api/organisers", { json: { code, pin } });
      await organiser.post("/api/organisers/current/presences", { json: { cardCode } });
      return id;
    };
    const first = await checkIn();
    await reject(first, await waitingAt(first));
    return checkIn();
  }

  type Presence = { id: string; state: string };
  const waitingAt = async (id: string) => {
    const { presences } = await api().get<{ presences: Presence[] }>(`/api/actions/${id}`);
    return presences.filter(({ state }) => state === "waiting").map((presence) => presence.id);
  };
  const reject = (id: string, presenceIds: string[]) =>
    api().post(`/api/actions/${id}/decisions`, {
      json: { presenceIds, verdict: "rejected", reason: "Era il cognato con la tessera sua" },
    });

  it("are handed over whole, to be read by people and by programs, and it is written down", async () => {
    await spendAll(town, sheet);
    const answer = await copyOf(person, "json");
    assert.match(answer.headers.get("content-disposition")!, /dati-personali\.json/);
    const copy = (await answer.json()) as Copy;
    const { surname, name, fiscalCode } = person;
    assert.deepEqual(
      [copy.person["surname"], copy.person["name"], copy.person["fiscalCode"]],
      [surname, name, fiscalCode],
    );
    const card = copy.cards.find(({ number }) => number === sheet.number);
    assert.equal(card!.number, sheet.number);
    assert.ok(card!.recharges.length > 0 && card!.accounts.length > 0);
    assert.equal(copy.payments.length, 1);
    assert.ok(copy.payments[0]!.shares.every(({ transaction }) => transaction !== null));
    const text = await (await copyOf(person, "text")).text();
    for (const told of [
      surname,
      fiscalCode,
      sheet.number,
      sheet.protocol,
      `${MEMBER.surname} ${MEMBER.name}`,
      card!.accounts[0]!.address,
    ])
      assert.ok(text.includes(told), told);
    const acts = ((await (await copyOf(person, "json")).json()) as Copy).acts;
    assert.equal(acts.filter(({ act }) => act === "person_exported").length, 2);
  });

  it("stay while a card, a voucher or a programme needs them", async () => {
    assert.equal((await refusalOf(erase(person))).code, "person_has_card");
    await close(person);
    assert.equal((await refusalOf(erase(person))).code, "person_needed");
    const rich = await personOf(cardsOf(town).find(({ number }) => number !== sheet.number)!);
    await close(rich);
    const refusal = await refusalOf(erase(rich));
    assert.equal(refusal.code, "person_has_value");
    assert.notEqual(refusal.problem["valueCents"], "0");
  });

  it("are erased: nothing leads from the person to the chain or back, and no cent moves", async () => {
    await endProgrammes(town);
    const { ownerUrl } = town.stack;
    const [card] = await run<{ sealed_key_id: string; id: string }>(
      ownerUrl,
      "select * from card where number = $1",
      [sheet.number],
    );
    const [row] = await run<{ lookup: string }>(
      ownerUrl,
      "select fiscal_code_lookup::text as lookup from beneficiary where id = $1",
      [person.id],
    );
    const accounts = await run<{ address: Hex; cents: string }>(
      ownerUrl,
      "select address, confirmed_cents::text as cents from account where card_id = $1",
      [card!.id],
    );
    const reasons = () =>
      run<{ sealed_reason: Buffer | null }>(
        ownerUrl,
        "select sealed_reason from presence where beneficiary_id = $1",
        [person.id],
      );
    assert.equal(
      (await reasons()).filter(({ sealed_reason: sealed }) => sealed !== null).length,
      1,
    );
    const waiting = await waitingAt(actionId);
    assert.equal(waiting.length, 1);
    const kept = await refusalOf(erase(person));
    assert.deepEqual(
      [kept.code, kept.problem["localCents"]],
      ["person_has_local_value", String(LEFT)],
    );
    const before = await tableContents(ownerUrl);
    const erased = await erase(person, { givesUpLocalValue: true });
    assert.equal(erased.cards, 2);
    const named = "select from card where beneficiary_id = $1 and sealed_member is not null";
    assert.equal((await run(ownerUrl, named, [person.id])).length, 0);
    assert.deepEqual(await reasons(), [{ sealed_reason: null }, { sealed_reason: null }]);
    assert.deepEqual(await waitingAt(actionId), [], "nobody is asked to decide any more");
    assert.equal((await refusalOf(reject(actionId, waiting))).code, "changed_meanwhile");
    const now = await tableContents(ownerUrl);
    assert.deepEqual(now["presence"]!.filter((text) => text.includes("waiting")).length, 1);
    const after = await tableContents(ownerUrl);
    assert.deepEqual([after["offer"], after["board_member"]], [[], []], "of either card");
    for (const table of MONEY) assert.deepEqual(after[table], before[table], table);

    // What the person, or whoever finds the card, can still bring along.
    const decoded = decodeCode(sheet.code);
    assert.ok(decoded.ok);
    const codeDigest = createHash("sha256").update(decoded.value.secret).digest("hex");
    const { protocol, number } = sheet;
    const local = accounts.find(({ cents }) => cents === String(LEFT))!;
    assert.deepEqual(
      await localValueAt(town.stack, local.address),
      LEFT,
      "left on chain, where nobody can move it",
    );
    const known = [
      person.fiscalCode,
      row!.lookup,
      protocol,
      number,
      card!.sealed_key_id,
      codeDigest,
    ];
    for (const [table, rows] of Object.entries(after))
      for (const told of known)
        assert.ok(!rows.some((text) => text.includes(told)), `${table} still has ${told}`);

    // And from the chain: every account leads to a row that nobody is behind.
    assert.ok(accounts.length > 0);
    for (const { address } of accounts) {
      const [found] = await run<{ id: string; erased_at: Date | null }>(
        ownerUrl,
        `select b.* from account a join card c on c.id = a.card_id
         join beneficiary b on b.id = c.beneficiary_id where a.address = $1`,
        [address],
      );
      assert.ok(found!.erased_at !== null);
      const refused = await refusalOf(api().get(`/api/beneficiaries/${found!.id}`));
      assert.equal(refused.code, "not_found");
    }
  });

  it("are found by nothing afterwards, and cannot be asked for or erased again", async () => {
    const { surname, fiscalCode, entitlements } = person;
    for (const search of [surname, fiscalCode, sheet.number, entitlements[0]!.protocol]) {
      const { items } = await api().get<People>(
        `/api/beneficiaries?search=${encodeURIComponent(search)}&shown=true`,
      );
      assert.ok(!items.some(({ id }) => id === person.id), search);
    }
    for (const query of ["", `programmeId=${town.programmeId}`]) {
      const { items } = await api().get<People>(`/api/beneficiaries?limit=200&${query}`);
      assert.ok(items.length > 0 && !items.some(({ id }) => id === person.id));
    }
    assert.equal((await refusalOf(erase(person))).code, "not_found");
    assert.equal((await refusalOf(copyOf(person, "json"))).code, "not_found");
  });

  it("are named by nothing that the audit log says of it", async () => {
    type Page = { items: { details: object; subject?: string }[] };
    const { items } = await api().get<Page>("/api/audit?act=person_erased");
    assert.equal(items.length, 1);
    assert.equal(items[0]!.subject, person.id);
    assert.deepEqual(items[0]!.details, { ground: "request", cards: 2, entitlements: 1 });
  });

  it("on the noticeboard stay with a second card that is replaced, and go to no other member", async () => {
    const [owner, first] = await Promise.all(
      [4, 5].map((place) => BoardClient.open(town.stack.url, cardAt(town, place))),
    );
    const household = await personOf(cardAt(town, 5));
    const { id: stove } = await owner!.putUp({ title: "Stufa" });
    await first!.write(`/offers/${stove}`, "Buongiorno, è a legna?");
    const ninfa = await secondBoard(household);
    const thread = (await ninfa.write(`/offers/${stove}`, "Sono Ninfa, quando passo?")).id;
    const chair = (await ninfa.putUp({ title: "Sedia a dondolo" })).id;
    const cardInUse = async () => {
      const inUse =
        "select id from card where beneficiary_id = $1 and is_second and status = 'active'";
      return (await run<{ id: string }>(town.stack.ownerUrl, inUse, [household.id]))[0]!.id;
    };
    const path = `/api/cards/${await cardInUse()}/replacement`;
    const [sheetAgain] = await api().sheets<CardSheet>(path, { json: { reason: "smarrita" } });
    const again = await BoardClient.open(town.stack.url, sheetAgain!);
    assert.equal((await again.get<OpenOfferThread>(`/threads/${thread}`)).messages.length, 1);
    const second = await cardInUse();
    const ofFirst = await (await copyOf(household, "text")).text();
    const ofSecond = await (await copyOf(household, "text", second)).text();
    const told = [
      ...["Buongiorno, è a legna?", household.fiscalCode, cardAt(town, 5).number],
      ...["Sono Ninfa, quando passo?", `seconda tessera del nucleo`],
    ];
    assert.deepEqual(
      told.map((text) => [ofFirst, ofSecond].map((copy) => copy.includes(text))),
      told.map((_, place) => [place < 3, place >= 3]),
      "neither is told what the other wrote",
    );
    for (const copy of [ofFirst, ofSecond]) assert.ok(copy.includes("Zuccarello Ninfa"));
    assert.ok(ofSecond.includes(sheetAgain!.number), "with the card that was lost before");
    await api().post(`/api/cards/${await cardInUse()}/closure`, { json: { reason: "va via" } });
    const next = await secondBoard(household, { surname: "Zuccarello", name: "Anna" });
    const former = await (await copyOf(household, "text", second)).text();
    assert.ok(former.includes("Zuccarello Ninfa") && !former.includes("Zuccarello Anna"));
    const latest = await (await copyOf(household, "text", await cardInUse())).text();
    assert.ok(latest.includes("Zuccarello Anna") && !latest.includes("Zuccarello Ninfa"));
    const stranger = copyOf(person, "json", await cardInUse());
    assert.equal((await refusalOf(stranger)).code, "not_found");
    assert.deepEqual(await next.get("/threads"), []);
    assert.deepEqual(await next.get("/own-offers"), []);
    for (const gone of [`/threads/${thread}`, `/offers/${chair}`])
      assert.equal((await refusalOf(next.get(gone))).code, "not_found", gone);
    assert.equal(
      (await first!.get<unknown[]>("/threads")).length,
      1,
      "the first card keeps its own",
    );
  });

  it("go by themselves when they were kept long enough, but never with value on the card", async () => {
    const spent = cardsOf(town).at(-1)!;
    await run(
      town.stack.ownerUrl,
      "update programme set spendable_until = now() + interval '9 days', settleable_until = now() + interval '9 days'",
    );
    await spendAll(town, spent);
    await endProgrammes(town);
    const erasedPeople = async () =>
      (await run(town.stack.ownerUrl, "select from beneficiary where erased_at is not null"))
        .length;
    const db = openDatabase(town.stack.replica.databaseUrl, 2);
    const destroyed: string[] = [];
    const custody = {
      sealText: (context: string, text: string) => Buffer.from(`${context} ${text}`),
      destroyKey: async (id: string) => void destroyed.push(id),
    } as unknown as Custody;
    const keepAfter = (days: number) => {
      const now = () => new Date(Date.now() + days * DAY_MS);
      const clock = { now, sleep: async () => undefined };
      const quarantine = { because: undefined };
      return keepNoLonger({ db, custody, clock, random: systemRandom, quarantine }, 12);
    };
    try {
      assert.equal(await keepAfter(340), 0);
      assert.equal(await erasedPeople(), 1);
      for (const use of cardUses(town.stack.ownerUrl, spent.number, 30)) {
        await use.make();
        assert.equal(await keepAfter(380), 0, "the card was used thirty days from now");
        await use.undo();
      }
      assert.equal(await keepAfter(380), 1);
      assert.equal(await erasedPeople(), 2);
      assert.equal(destroyed.length, 1);
      assert.equal(await keepAfter(4_000), 0);
    } finally {
      await db.destroy();
    }
  });
});
