import { expect } from "chai";
import type { Browser } from "playwright-core";

import { cents } from "#core/shared/money.ts";

import { type Refusal, problemOf } from "../../server/shared/problem.ts";
import { CARD_CODE, CARD_PASSWORD, acceptanceFor } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import type { FakeAnswer } from "../support/page-server.ts";
import { enterAmount, enterCard, enterPassword, pay } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

const SALE = { euros: "12,30", cardCode: CARD_CODE, password: CARD_PASSWORD };
const DAY = new Date("2026-11-30T23:00:00.000Z");
const NOON = new Date("2026-11-24T11:15:00.000Z");

/** Every refusal that a payment can meet, as the service writes it, and what the till then says besides its title. */
const REFUSALS: readonly (readonly [Refusal, RegExp])[] = [
  [{ code: "insufficient_funds", available: cents(0n) }, /Sulla tessera restano 0,00 €/],
  [{ code: "locked", until: NOON }, /riprovare dalle 12:15; l'ufficio del Comune può sbloccarla/],
  [{ code: "blocked_by_tries" }, /finché l'ufficio non interviene/],
  [{ code: "wrong_password", triesLeft: 1 }, /Resta un solo tentativo/],
  [{ code: "wrong_password", triesLeft: 0 }, /si è bloccata per un po'/],
  [{ code: "unknown_code" }, /sia di questo Comune/],
  [{ code: "card_not_active", cardStatus: "blocked" }, /è bloccata\. Rivolgersi all'ufficio/],
  [
    { code: "card_not_active", cardStatus: "replaced" },
    /tessera vecchia.*Chiedere al cliente quella nuova/,
  ],
  [{ code: "merchant_not_active", state: "suspended" }, /Avvisare l'ufficio/],
  [{ code: "amount_above_limit", limit: cents(50_000n) }, /è 500,00 €/],
  [
    { code: "programme_payment_limit", limit: cents(3_000n), left: cents(3_000n) },
    /può pagare 30,00 €: il resto in euro/,
  ],
  [
    { code: "programme_day_limit", limit: cents(5_000n), left: cents(1_250n), until: DAY },
    /può pagare 12,50 €: il resto in euro/,
  ],
  [
    { code: "programme_day_limit", limit: cents(5_000n), left: cents(0n), until: DAY },
    /Si potrà di nuovo dal 1 dicembre 2026/,
  ],
  [{ code: "no_voucher" }, /Rivolgersi all'ufficio/],
  [{ code: "programme_not_started", from: DAY }, /dal 1 dicembre 2026/],
  [{ code: "programme_ended", on: DAY }, /fino al 30 novembre 2026/],
  [{ code: "merchant_not_eligible", category: 4 }, /non valgono in questo tipo di negozio/],
  [{ code: "too_many_open_payments" }, /riprovare tra qualche minuto/],
  [{ code: "confirmation_refused" }, /è stato rifiutato/],
  [{ code: "confirmation_expired" }, /Chiedi di nuovo/],
  [{ code: "payment_id_reused" }, /già stato registrato/],
];

describe("the till's answers", function () {
  this.timeout(90_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  it("says in red and in Italian why, for every refusal that a payment can meet", async () => {
    const queue = REFUSALS.map(([refusal]) => asAnswer(refusal));
    await stage.open("/cassa", { "POST /api/payments": () => queue.shift()! });
    for (const [refusal, advice] of REFUSALS) {
      expect(await pay(stage.page, SALE), refusal.code).to.equal("Non pagato");
      const said = await stage.answer("Non pagato");
      const isOwnTitle = refusal.code !== "card_not_active";
      expect(said).to.match(advice);
      if (isOwnTitle) expect(said).to.include(problemOf(refusal).title);
      expect(await pending(), `${refusal.code} leaves no doubt`).to.equal(null);
      await stage.page.getByRole("button", { name: "Nuova vendita" }).click();
    }
  });

  it("offers what the card still covers and asks for the rest in cash", async () => {
    const refusal = asAnswer({ code: "insufficient_funds", available: cents(800n) });
    const bodies: { paymentId: string; amountCents: string; password: string }[] = [];
    await stage.open("/cassa", {
      "POST /api/payments": (text) => {
        const body = JSON.parse(text) as (typeof bodies)[number];
        bodies.push(body);
        if (body.amountCents !== "800") return refusal;
        return { status: 201, body: acceptanceFor(body.paymentId, "800") };
      },
    });
    await pay(stage.page, SALE);
    await expectNoAxeViolations(stage.page);
    await stage.page
      .getByRole("button", { name: "8,00 € con la tessera e 4,30 € in contanti" })
      .click();
    expect(await stage.answer("Pagato"))
      .to.include("8,00 €")
      .and.include("Da incassare in contanti: 4,30 €");
    expect(bodies.map(({ amountCents }) => amountCents)).to.deep.equal(["1230", "800"]);
    expect(bodies[0]!.paymentId).not.to.equal(bodies[1]!.paymentId);
  });

  it("admits that it does not know, asks until it does, and finds that the payment was taken", async () => {
    let isLineUp = false;
    await stage.open("/cassa", {});
    await stage.page.route("**/api/payments", (route) => route.abort("connectionreset"));
    await stage.page.route("**/api/payments/*/abandon", (route) => {
      if (!isLineUp) return route.abort("internetdisconnected");
      const paymentId = /payments\/([^/]+)\/abandon/.exec(route.request().url())![1]!;
      const payment = acceptanceFor(paymentId, "1230");
      return route.fulfill({ json: { outcome: "accepted", payment } });
    });
    await sell();
    await stage.answer("Esito incerto: sto verificando");
    await expectNoAxeViolations(stage.page);
    const written = JSON.parse((await pending())!) as Record<string, string>;
    expect(written).to.include({ amountCents: "1230", cashCents: "0" });
    expect(JSON.stringify(written)).not.to.include(CARD_CODE).and.not.include(CARD_PASSWORD);
    await stage.page.reload();
    await stage.answer("Esito incerto: sto verificando");
    isLineUp = true;
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    expect(await pending()).to.equal(null);
  });

  it("makes sure that a request which was lost never arrives, then sells again without a new password", async () => {
    const abandoned: string[] = [];
    await stage.open("/cassa", {});
    await stage.page.route("**/api/payments", (route) => route.abort("connectionreset"));
    await stage.page.route("**/api/payments/*/abandon", (route) => {
      abandoned.push(route.request().url());
      return route.fulfill({ json: { outcome: "abandoned" } });
    });
    await sell();
    expect(await stage.answer("Non pagato")).to.include("il pagamento non è partito");
    expect(await pending()).to.equal(null);
    await expectNoAxeViolations(stage.page);
    await stage.page.unroute("**/api/payments");
    await stage.page.getByRole("button", { name: "Rifai il pagamento" }).click();
    await stage.answer("Pagato");
    expect(abandoned).to.have.length(1);
    const [asked] = stage.state.asked;
    expect(asked).to.include({ amountCents: "1230", password: CARD_PASSWORD });
    expect(abandoned[0]).not.to.include(asked!.paymentId);
  });

  it("forgets card and password two minutes after an answer that could be tried again", async () => {
    await stage.open("/cassa", { "POST /api/payments": asAnswer({ code: "internal_error" }) });
    await stage.page.clock.install();
    await stage.page.reload();
    await stage.page.route("**/api/payments/*/abandon", (route) =>
      route.fulfill({ json: { outcome: "abandoned" } }),
    );
    await sell();
    await stage.answer("Non pagato");
    await stage.page.clock.runFor(121_000);
    await stage.page.getByRole("button", { name: "Riprova", exact: true }).click();
    await stage.page.getByRole("heading", { name: "La tessera del cliente" }).waitFor();
  });

  it("takes a fault inside the service for a doubt, and says why once nothing can come of it", async () => {
    const ids: string[] = [];
    await stage.open("/cassa", {
      "POST /api/payments": (text) => {
        ids.push((JSON.parse(text) as { paymentId: string }).paymentId);
        if (ids.length === 1) return asAnswer({ code: "internal_error" });
        return { status: 201, body: acceptanceFor(ids.at(-1)!, "1230") };
      },
    });
    const ended: string[] = [];
    await stage.page.route("**/api/payments/*/abandon", (route) => {
      ended.push(route.request().url());
      return route.fulfill({ json: { outcome: "abandoned" } });
    });
    await sell();
    expect(await stage.answer("Non pagato")).to.include("Errore interno");
    expect(ended).to.deep.equal([`${stage.url}/api/payments/${ids[0]}/abandon`]);
    await stage.page.getByRole("button", { name: "Riprova", exact: true }).click();
    await stage.answer("Pagato");
    expect(new Set(ids).size, "another payment, another id").to.equal(2);
  });

  it("asks for the sheet where the till was revoked, and forgets nothing that was under way", async () => {
    await stage.open("/cassa", {});
    await stage.page.route("**/api/payments", (route) => route.abort("connectionreset"));
    await stage.page.route("**/api/payments/*/abandon", (route) =>
      route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        json: problemOf({ code: "till_required" }),
      }),
    );
    await enterAmount(stage.page, SALE.euros);
    await enterCard(stage.page, CARD_CODE);
    stage.state.till = undefined;
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.page.getByRole("heading", { name: "Attiva questa cassa" }).waitFor();
    expect(await pending()).to.include("1230");
  });

  it("does not lose sight of a payment while the shop looks at today's list", async () => {
    let answer: (value: FakeAnswer) => void = () => undefined;
    const held = new Promise<FakeAnswer>((resolve) => (answer = resolve));
    await stage.open("/cassa", {});
    await stage.page.route("**/api/payments", async (route) => {
      const { paymentId } = route.request().postDataJSON() as { paymentId: string };
      await held;
      await route.fulfill({ status: 201, json: acceptanceFor(paymentId, "1230") });
    });
    await sell();
    await stage.page.getByText("Pagamento di 12,30 € in corso…").waitFor();
    expect(await pending()).to.include("1230");
    answer({});
    await stage.answer("Pagato");
    await stage.page.getByRole("link", { name: "Incassi" }).click();
    await stage.page.getByText("Nessun pagamento in questo giorno.").waitFor();
    await stage.page.getByRole("link", { name: "Vendita" }).click();
    await stage.answer("Pagato");
  });

  it("waits for the customer's telephone as long as it takes, also without a line, and gives it up after a reload", async () => {
    const state = { said: "waiting", isLineUp: true, abandoned: 0 };
    const waiting = asAnswer({ code: "confirmation_waiting", until: NOON });
    await stage.open("/cassa", {
      "POST /api/payments": (text) => {
        const { paymentId } = JSON.parse(text) as { paymentId: string };
        if (state.said === "waiting") return waiting;
        return { status: 201, body: acceptanceFor(paymentId, "1230") };
      },
    });
    await stage.page.route("**/api/payments/*/confirmation", (route) =>
      state.isLineUp
        ? route.fulfill({ json: { state: state.said, expiresAt: NOON.toISOString() } })
        : route.abort("internetdisconnected"),
    );
    await stage.page.route("**/api/payments/*/abandon", (route) => {
      state.abandoned += 1;
      return route.fulfill({ json: { outcome: "abandoned" } });
    });
    const isWaiting = () =>
      stage.page.getByRole("heading", { name: /^In attesa della conferma/ }).waitFor();
    await sell();
    await isWaiting();
    expect(await pending(), "written down while it waits").to.include("1230");
    state.isLineUp = false;
    await stage.page.waitForTimeout(2_500);
    await isWaiting();
    state.said = "confirmed";
    state.isLineUp = true;
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    expect([await pending(), state.abandoned]).to.deep.equal([null, 0]);
    await stage.page.getByRole("button", { name: "Nuova vendita" }).click();
    state.said = "waiting";
    await sell();
    await isWaiting();
    await stage.page.reload();
    await stage.answer("Non pagato");
    expect([await pending(), state.abandoned]).to.deep.equal([null, 1]);
  });

  async function sell(): Promise<void> {
    await enterAmount(stage.page, SALE.euros);
    await enterCard(stage.page, CARD_CODE);
    await enterPassword(stage.page, CARD_PASSWORD);
  }

  function pending(): Promise<string | null> {
    return stage.page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("borgo.till.pending"));
      return key === undefined ? null : localStorage.getItem(key);
    });
  }
});

/** A refusal on the wire, as the service's edge writes it: amounts as texts. */
function asAnswer(refusal: Refusal): FakeAnswer {
  const { status, ...problem } = problemOf(refusal);
  const body = JSON.stringify({ status, ...problem }, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return { status, type: "application/problem+json", body };
}
