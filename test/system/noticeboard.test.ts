import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { forgetBoardSessions } from "../../server/offers/board-session.ts";
import { forgetOffers } from "../../server/offers/offers.ts";
import { openDatabase } from "../../server/shared/database.ts";
import type {
  CardView,
  Offer,
  OfferReport,
  OfferThread,
  OpenOfferThread,
} from "../../web/src/shared/api/types.ts";
import { BoardClient, tableOffer } from "../support/board-client.ts";
import {
  type PlayedTown,
  cardAt,
  endProgrammes,
  refusalOf,
  spendAll,
  startPlayedTown,
} from "../support/played-town.ts";
import { jpegOfHeight, segment, smallJpeg } from "../support/small-jpeg.ts";
import { tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

const DAY_MS = 86_400_000;

/** A clock that is so many days ahead. */
const clockAfter = (days: number) => ({
  now: () => new Date(Date.now() + days * DAY_MS),
  sleep: async () => undefined,
});

describe("The noticeboard", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let [owner, asker, third]: BoardClient[] = [];

  before(async () => {
    town = await startPlayedTown();
    [owner, asker, third] = await Promise.all(
      [0, 1, 2].map((place) => BoardClient.open(town.stack.url, cardAt(town, place))),
    );
  });
  after(() => town?.stack.stop());

  const sql = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const desk = () => town.desk.desk.api;
  const viewOf = ({ code: cardCode, password }: CardSheet) =>
    new ApiClient(town.stack.url).post<CardView>("/api/card-views", {
      json: { cardCode, password },
    });
  /** As if so many days had gone by for this offer. */
  const age = (id: string, days: number) =>
    sql(
      `update offer set expires_at = expires_at - make_interval(days => $2),
         created_at = created_at - make_interval(days => $2),
         closed_at = closed_at - make_interval(days => $2) where id = $1`,
      [id, days],
    );

  it("opens with card and password only, and to nobody without", async () => {
    const url = `${town.stack.url}/api/board/offers`;
    assert.equal((await fetch(url)).status, 401);
    const forged = await fetch(url, { headers: { authorization: "Bearer x" } });
    assert.equal(forged.status, 401);
    const { code } = cardAt(town, 3);
    const wrong = { ...cardAt(town, 3), code, password: "00000001" };
    assert.equal((await refusalOf(BoardClient.open(town.stack.url, wrong))).code, "wrong_password");
  });

  it("shows what is put up, without a trace of who did it", async () => {
    const offer = await owner!.putUp();
    const seen = await asker!.get<Offer>(`/offers/${offer.id}`);
    assert.deepEqual([seen.isOwn, offer.isOwn, seen.localCents], [false, true, "1500"]);
    const holder = cardAt(town, 0);
    const [person] = (
      await desk().get<{ items: { surname: string; fiscalCode: string; id: string }[] }>(
        `/api/beneficiaries?search=${holder.number}&shown=true`,
      )
    ).items;
    const text = JSON.stringify(await asker!.get("/offers"));
    for (const told of [holder.number, person!.surname, person!.fiscalCode, person!.id])
      assert.equal(text.includes(told), false, told);
  });

  it("refuses what is wrong field by field, and stores nothing of it", async () => {
    const before = await sql("select from offer");
    const refusal = await refusalOf(
      owner!.putUp({ title: "Tavolo, tel. 347 1234567", zone: "Via Roma 3", days: 90 }),
    );
    assert.equal(refusal.code, "malformed_request");
    const details = refusal.problem["details"] as { field: string }[];
    assert.deepEqual(
      details.map(({ field }) => field),
      ["title", "zone", "days"],
    );
    assert.equal((await sql("select from offer")).length, before.length);
  });

  it("has what is sent twice once, also at the same moment, and refuses the id with other words", async () => {
    const terms = tableOffer({ title: "Seggiolone per bambini", category: "children" });
    const answers = await Promise.all([1, 2, 3, 4].map(() => owner!.post<Offer>("/offers", terms)));
    assert.ok(answers.every(({ id }) => id === terms.id));
    assert.equal((await sql("select from offer where id = $1", [terms.id])).length, 1);
    const other = owner!.post("/offers", { ...terms, localCents: "1600" });
    assert.equal((await refusalOf(other)).code, "id_reused");
    assert.equal((await refusalOf(asker!.post("/offers", terms))).code, "id_reused");
  });

  it("finds words by their stem, without accents, and narrows by kind", async () => {
    await third!.putUp({
      ...{ side: "want", kind: "skills", category: "lessons", price: "free" },
      localCents: undefined,
      title: "Ripetizioni di università",
      text: "Cerco chi insegna la matematica a un ragazzo",
      zone: "Città Alta",
    });
    const found = "Ripetizioni di università";
    for (const search of ["ripetizione", "insegnare", "ragazzi", "universita", "città", "CITTA"])
      assert.deepEqual(
        await asker!.search(`search=${encodeURIComponent(search)}`),
        [found],
        search,
      );
    for (const search of ["falegname", "ripetizioni -matematica", "'; drop table offer; --"])
      assert.deepEqual(await asker!.search(`search=${encodeURIComponent(search)}`), [], search);
    assert.deepEqual(await asker!.search("side=want"), [found]);
    assert.deepEqual(await asker!.search("kind=skills&category=lessons"), [found]);
    assert.deepEqual(await asker!.search("kind=skills&category=home"), []);
  });

  it("holds a person to ten at once, however many arrive at the same moment", async () => {
    const many = await BoardClient.open(town.stack.url, cardAt(town, 4));
    const sent = await Promise.allSettled(
      Array.from({ length: 14 }, (_, place) => many.putUp({ title: `Annuncio ${place}` })),
    );
    assert.equal(sent.filter(({ status }) => status === "fulfilled").length, 10);
    const own = await many.get<Offer[]>("/own-offers");
    assert.equal(own.length, 10);
    const refusal = await refusalOf(many.putUp());
    assert.deepEqual([refusal.code, refusal.problem["most"]], ["too_many_offers", 10]);
    for (const { id } of own)
      assert.equal((await many.post<Offer>(`/offers/${id}/closure`)).state, "closed");
  });

  it("keeps of a photograph the picture only, and serves it as nothing else", async () => {
    const offer = await owner!.putUp({ title: "Bicicletta" });
    const talkative = smallJpeg(segment(0xe1, "Exif\0\0GPS 43.7N"));
    const { photoId } = await owner!.addPhoto(offer.id, talkative);
    assert.equal((await owner!.addPhoto(offer.id, talkative)).photoId, photoId, "sent twice");
    const answer = await asker!.send("GET", `/photos/${photoId}`);
    assert.equal(answer.headers.get("content-type"), "image/jpeg");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), smallJpeg());
    const anonymous = await fetch(`${town.stack.url}/api/board/photos/${photoId}`);
    assert.equal(anonymous.status, 401);
    for (const [bytes, reason] of [
      [Buffer.from("<svg onload='alert(1)'/>"), "not_a_jpeg"],
      [smallJpeg().subarray(0, 60), "damaged"],
      [new Uint8Array(400_001), "too_large"],
    ] as const)
      assert.equal((await refusalOf(owner!.addPhoto(offer.id, bytes))).problem["reason"], reason);
    const huge = owner!.addPhoto(offer.id, new Uint8Array(600_000));
    assert.equal((await refusalOf(huge)).code, "too_large");
    assert.equal((await refusalOf(asker!.addPhoto(offer.id, smallJpeg()))).code, "not_found");
    const others = [9, 10, 11].map((height) => owner!.addPhoto(offer.id, jpegOfHeight(height)));
    const sent = await Promise.allSettled(others);
    assert.equal(sent.filter(({ status }) => status === "fulfilled").length, 2, "three in all");
    assert.equal((await asker!.get<Offer>(`/offers/${offer.id}`)).photos.length, 3);
  });

  it("lets two write to each other once sent, counts what is unread, and says nothing of who they are", async () => {
    const { id } = await owner!.putUp({ title: "Divano" });
    const first = randomUUID();
    const sent = await Promise.all(
      [1, 2, 3].map(() => asker!.write(`/offers/${id}`, "È ancora disponibile?", first)),
    );
    assert.equal(new Set(sent.map((thread) => thread.id)).size, 1);
    const thread = sent[0]!.id;
    assert.equal((await sql("select from offer_message where id = $1", [first])).length, 1);
    const reused = asker!.write(`/offers/${id}`, "Altro testo", first);
    assert.equal((await refusalOf(reused)).code, "id_reused");
    assert.deepEqual((await viewOf(cardAt(town, 0))).board, { unread: 1, expiring: 0 });
    const opened = await owner!.get<OpenOfferThread>(`/threads/${thread}`);
    assert.deepEqual(
      opened.messages.map(({ isMine, text }) => [isMine, text]),
      [[false, "È ancora disponibile?"]],
    );
    assert.deepEqual((await viewOf(cardAt(town, 0))).board, { unread: 0, expiring: 0 });
    await owner!.write(`/threads/${thread}`, "Sì, quando vuole.");
    const [listed] = await asker!.get<OfferThread[]>("/threads");
    assert.deepEqual([listed!.id, listed!.unread, listed!.isOwnOffer], [thread, 1, false]);
    assert.equal((await refusalOf(third!.get(`/threads/${thread}`))).code, "not_found");
    assert.equal((await refusalOf(third!.write(`/threads/${thread}`, "io"))).code, "not_found");
    assert.equal((await refusalOf(owner!.write(`/offers/${id}`, "io"))).code, "own_offer");
    const stored = JSON.stringify((await tableContents(town.stack.ownerUrl))["offer_message"]);
    const asBytes = Buffer.from("ancora disponibile").toString("hex");
    for (const told of ["ancora disponibile", asBytes])
      assert.equal(stored.includes(told), false, "sealed at rest");
  });

  it("lets a block pass nothing more, in either direction, and tells the other nothing of it", async () => {
    const mine = await third!.putUp({ title: "Lampada" });
    const { id } = await owner!.putUp({ title: "Scaffale" });
    const thread = (await third!.write(`/offers/${id}`, "Buongiorno")).id;
    await owner!.post(`/threads/${thread}/block`);
    await owner!.post(`/threads/${thread}/block`);
    for (const write of [
      () => third!.write(`/threads/${thread}`, "Ancora io"),
      () => owner!.write(`/threads/${thread}`, "No"),
      () => owner!.write(`/offers/${mine.id}`, "E la lampada?"),
    ])
      assert.equal((await refusalOf(write())).code, "thread_closed");
    assert.ok(!(await third!.search("search=scaffale")).includes("Scaffale"));
    assert.ok(!(await owner!.search("search=lampada")).includes("Lampada"));
    assert.ok((await asker!.search("search=lampada")).includes("Lampada"));
  });

  it("tells a household's two cards apart: neither reads what the other writes", async () => {
    const sheet = cardAt(town, 2);
    const { items } = await desk().get<{ items: { id: string }[] }>(
      `/api/beneficiaries?search=${sheet.number}&shown=true`,
    );
    await sql("update beneficiary set household_size = 3 where id = $1", [items[0]!.id]);
    const json = { surname: "Rossi", name: "Luca", sharePercent: 40 };
    const [second] = await desk().sheets<CardSheet>(
      `/api/beneficiaries/${items[0]!.id}/second-card`,
      { json },
    );
    const other = await BoardClient.open(town.stack.url, second!);
    assert.ok((await third!.get<OfferThread[]>("/threads")).length > 0);
    assert.ok((await third!.get<Offer[]>("/own-offers")).length > 0);
    assert.deepEqual(await other.get<OfferThread[]>("/threads"), []);
    assert.deepEqual(await other.get<Offer[]>("/own-offers"), []);
    const [thread] = await third!.get<OfferThread[]>("/threads");
    assert.equal((await refusalOf(other.get(`/threads/${thread!.id}`))).code, "not_found");
  });

  it("reminds in the last week, renews then only, and deletes thirty days after the end", async () => {
    const sheet = cardAt(town, 5);
    const holder = await BoardClient.open(town.stack.url, sheet);
    const { id, expiresAt } = await holder.putUp({ title: "Cassettiera" });
    assert.equal((await refusalOf(holder.post(`/offers/${id}/renewal`))).code, "not_to_renew");
    await age(id, 24);
    assert.deepEqual((await viewOf(sheet)).board, { unread: 0, expiring: 1 });
    const renewed = await holder.post<Offer>(`/offers/${id}/renewal`);
    assert.ok(Math.abs(Date.parse(renewed.expiresAt) - Date.parse(expiresAt)) < DAY_MS);
    assert.deepEqual((await viewOf(sheet)).board, { unread: 0, expiring: 0 });
    await age(id, 31);
    assert.deepEqual(await asker!.search("search=cassettiera"), []);
    assert.equal((await refusalOf(asker!.write(`/offers/${id}`, "C'è?"))).code, "offer_over");
    assert.equal((await holder.get<Offer[]>("/own-offers"))[0]!.state, "expired");
    const db = openDatabase(town.stack.replica.databaseUrl, 1);
    const forgetAfter = (days: number) => forgetOffers({ db, clock: clockAfter(days) });
    const isThere = async () => (await sql("select from offer where id = $1", [id])).length === 1;
    try {
      await forgetAfter(28);
      assert.ok(await isThere());
      await forgetAfter(29.5);
      assert.ok(!(await isThere()));
    } finally {
      await db.destroy();
    }
  });

  it("is kept in order by the town, which reads what it is called about, and all is written down", async () => {
    const { id } = await owner!.putUp({ title: "Farmaci avanzati" });
    const report = { id: randomUUID(), reason: "forbidden", note: "Sono medicine" };
    await asker!.post(`/offers/${id}/reports`, report);
    await asker!.post(`/offers/${id}/reports`, { ...report, id: randomUUID() });
    const own = owner!.post(`/offers/${id}/reports`, { ...report, id: randomUUID() });
    assert.equal((await refusalOf(own)).code, "not_found");
    const reports = await desk().get<OfferReport[]>("/api/offer-reports");
    assert.equal(reports.length, 1, "called once");
    const first = reports[0]!;
    assert.equal(first.id, report.id);
    assert.equal(first.note, "Sono medicine");
    const decide = (json: object, to = first.id) =>
      desk().post<OfferReport[]>(`/api/offer-reports/${to}/decision`, { json });
    const taken = { outcome: "taken_down", reason: "I farmaci non si scambiano" };
    const answers = await Promise.allSettled([decide(taken), decide(taken)]);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    assert.deepEqual(await asker!.search("search=farmaci"), []);
    const hidden = await owner!.get<Offer>(`/offers/${id}`);
    assert.deepEqual([hidden.state, hidden.hiddenReason], ["hidden", taken.reason]);
    assert.equal((await refusalOf(owner!.post(`/offers/${id}/renewal`))).code, "offer_over");
    await desk().post(`/api/offer-reports/${first.id}/reversion`);
    assert.deepEqual(await asker!.search("search=farmaci"), ["Farmaci avanzati"]);
    const acts = ["offer_taken_down", "offer_put_back"];
    for (const act of acts) {
      const { items } = await desk().get<{ items: object[] }>(`/api/audit?act=${act}`);
      assert.equal(items.length, 1, act);
      assert.equal(JSON.stringify(items).includes(taken.reason), false);
    }
  });

  it("shows the town messages that it was called about and no others, and ends them", async () => {
    const { id } = await owner!.putUp({ title: "Frigorifero" });
    const thread = (await asker!.write(`/offers/${id}`, "Mi mandi prima i soldi")).id;
    const report = { id: randomUUID(), reason: "fraud" };
    await owner!.post(`/threads/${thread}/reports`, report);
    type Messages = { isFromOwner: boolean; text: string }[];
    const read = (to: string) => desk().get<Messages>(`/api/offer-reports/${to}/messages`);
    assert.deepEqual(
      (await read(report.id)).map(({ text }) => text),
      ["Mi mandi prima i soldi"],
    );
    const other = (await desk().get<OfferReport[]>("/api/offer-reports")).find(
      ({ isAboutMessages }) => !isAboutMessages,
    );
    assert.equal((await refusalOf(read(other!.id))).code, "not_found");
    const seen = await desk().get<{ items: { subject: string }[] }>("/api/audit?act=thread_seen");
    assert.deepEqual(
      seen.items.map(({ subject }) => subject),
      [thread],
    );
    const json = { outcome: "taken_down", reason: "Richiesta di anticipo" };
    await desk().post(`/api/offer-reports/${report.id}/decision`, { json });
    const write = asker!.write(`/threads/${thread}`, "Allora?");
    assert.equal((await refusalOf(write)).code, "thread_closed");
    const ended = await asker!.get<OpenOfferThread>(`/threads/${thread}`);
    assert.deepEqual([ended.isOpen, ended.closedReason], [false, json.reason]);
    const stranger = new ApiClient(town.stack.url).get("/api/offer-reports");
    assert.equal((await refusalOf(stranger)).code, "session_required");
  });

  it("is handed over to its person whole, and goes with the person", async () => {
    const sheet = cardAt(town, 1);
    const { items } = await desk().get<{ items: { id: string; cards: { id: string }[] }[] }>(
      `/api/beneficiaries?search=${sheet.number}&shown=true`,
    );
    const person = items[0]!;
    const copyAs = (format: string) =>
      desk().send("POST", `/api/beneficiaries/${person.id}/export`, "*/*", {
        json: { ground: "request", format },
      });
    const answer = await copyAs("json");
    type Copy = { board: { messages: { text: string; isMine: boolean }[]; reports: object[] } };
    const { board } = (await answer.json()) as Copy;
    assert.ok(board.messages.some(({ text, isMine }) => isMine && text.startsWith("È ancora")));
    assert.ok(board.messages.some(({ text, isMine }) => !isMine && text === "Sì, quando vuole."));
    assert.equal(board.reports.length, 1);
    const text = await (await copyAs("text")).text();
    assert.ok(text.includes("su «Farmaci avanzati»: è una cosa vietata. Sono medicine"), text);
    const [member] = await sql<{ id: string }>(
      "select id from board_member where beneficiary_id = $1",
      [person.id],
    );
    const asked = "select id from offer_thread where asker_id = $1";
    const threads = await sql<{ id: string }>(asked, [member!.id]);
    assert.ok(threads.length > 0);
    await spendAll(town, sheet);
    await desk().post(`/api/cards/${person.cards[0]!.id}/closure`, {
      json: { reason: "rinuncia" },
    });
    assert.equal((await refusalOf(asker!.get("/offers"))).code, "board_session_required");
    await endProgrammes(town);
    await desk().post(`/api/beneficiaries/${person.id}/erasure`, { json: { ground: "request" } });
    const after = await tableContents(town.stack.ownerUrl);
    const gone = [person.id, member!.id, ...threads.map(({ id }) => id)];
    for (const table of Object.keys(after).filter((name) => /^(offer|board_)/.test(name)))
      for (const id of gone) assert.ok(!after[table]!.some((row) => row.includes(id)), table);
    assert.deepEqual(
      await sql("select from board_session where card_id = $1", [person.cards[0]!.id]),
      [],
    );
  });

  it("closes by itself, and when the password changes", async () => {
    const sheet = cardAt(town, 3);
    const holder = await BoardClient.open(town.stack.url, sheet);
    await sql("update board_session set last_used_at = now() - interval '19 minutes'");
    await holder.get("/offers");
    await sql("update board_session set last_used_at = now() - interval '21 minutes'");
    assert.equal((await refusalOf(holder.get("/offers"))).code, "board_session_required");
    const again = await BoardClient.open(town.stack.url, sheet);
    await new ApiClient(town.stack.url).post("/api/card-passwords", {
      json: { cardCode: sheet.code, password: sheet.password, newPassword: "84176392" },
    });
    assert.equal((await refusalOf(again.get("/offers"))).code, "board_session_required");
    const last = await BoardClient.open(town.stack.url, { ...sheet, password: "84176392" });
    await last.send("DELETE", "/sessions/current");
    assert.equal((await refusalOf(last.get("/offers"))).code, "board_session_required");
    const db = openDatabase(town.stack.replica.databaseUrl, 1);
    try {
      await forgetBoardSessions({ db, clock: clockAfter(1) });
    } finally {
      await db.destroy();
    }
    assert.deepEqual(await sql("select from board_session"), []);
  });
});
