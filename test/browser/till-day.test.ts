import { expect } from "chai";
import type { Browser } from "playwright-core";

import type { Payment } from "../../web/src/shared/api/types.ts";
import { SHEET_CODE, SHOP_PASSWORD, acceptanceFor } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { problem } from "../support/page-server.ts";
import { TillStage } from "../support/till-stage.ts";

const FRESH = "55555555-5555-4555-8555-000000000001";
const SETTLED = "55555555-5555-4555-8555-000000000003";
const PROGRAMME = "77777777-7777-4777-8777-777777777777";

function payment(id: string, state: Payment["state"], more: Partial<Payment> = {}): Payment {
  const acceptedAt = `2026-11-24T0${id.at(-1)}:10:00.000Z`;
  const base = { ...acceptanceFor(id, "3230"), acceptedAt, state, till: "Cassa" };
  return { ...base, transactionHashes: [], isCovered: true, reversals: [], ...more };
}

describe("the till's day and its money", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => {
    stage = new TillStage(browser);
    const given = {
      reversalId: "66666666-6666-4666-8666-666666666666",
      amountCents: "500",
      parts: [],
      state: "settled" as const,
      acceptedAt: "2026-11-24T10:00:00.000Z",
    };
    const failed = { ...given, amountCents: "900", state: "failed" as const };
    stage.state.day = {
      day: "2026-11-24",
      totalCents: "9690",
      parts: [{ kind: "voucher", amountCents: "9690" }],
      count: 3,
      payments: [
        payment(FRESH, "accepted"),
        payment("55555555-5555-4555-8555-000000000002", "batched"),
        payment(SETTLED, "settled", { reversals: [given, failed] }),
        payment("55555555-5555-4555-8555-000000000004", "voided"),
      ],
      toShops: [],
    };
  });
  afterEach(() => stage.close());

  it("adds the day up, without what was voided and less what was given back", async () => {
    await stage.open("/cassa/oggi");
    await stage.page.getByRole("heading", { name: "Incassi del 24 novembre 2026" }).waitFor();
    const totals = await stage.page.locator(".till-totals").innerText();
    expect(totals.replace(/\s+/g, " ")).to.equal(
      "Pagamenti con buoni (3) 96,90 € Annullati, non contati 32,30 € Stornati -5,00 € Totale 91,90 €",
    );
    expect(
      await stage.page.getByRole("button", { name: /^Annulla il pagamento/ }).count(),
    ).to.equal(1);
    expect(await stage.page.getByRole("button", { name: /^Storna il pagamento/ }).count()).to.equal(
      1,
    );
    await expectNoAxeViolations(stage.page);
  });

  it("prints the list without what only a screen is for", async () => {
    await stage.open("/cassa/oggi");
    await stage.page.getByText("Stampa l'elenco").waitFor();
    await stage.page.emulateMedia({ media: "print" });
    expect(await stage.page.getByRole("button").count(), "buttons on paper").to.equal(0);
    expect(await stage.page.getByText("Alimentari Da Pina").last().isVisible()).to.equal(true);
    expect(await stage.page.getByText("91,90 €").isVisible()).to.equal(true);
  });

  it("voids a fresh payment after asking once more, and says so where it is too late", async () => {
    let isLate = true;
    const late = problem(409, "payment_not_voidable", "Il pagamento è già in registrazione.");
    await stage.open("/cassa/oggi", {
      [`POST /api/payments/${FRESH}/void`]: () => {
        if (isLate) return late;
        const voided = payment(FRESH, "voided");
        stage.state.day = { ...stage.state.day, totalCents: "6460", count: 2, payments: [voided] };
        return { body: voided };
      },
    });
    const begin = stage.page.getByRole("button", { name: /^Annulla il pagamento/ });
    await begin.click();
    await stage.page.getByRole("button", { name: "No", exact: true }).click();
    await begin.click();
    await stage.page.getByRole("button", { name: "Sì, annulla 32,30 €" }).click();
    await stage.page.getByText("Il pagamento è già in registrazione.").waitFor();
    isLate = false;
    await begin.click();
    await stage.page.getByRole("button", { name: "Sì, annulla 32,30 €" }).click();
    await stage.page.getByText("64,60 €").first().waitFor();
    await stage.page.getByText("annullato").waitFor();
  });

  it("gives back a part of a settled payment with sheet and password, and the same request again after a lost answer", async () => {
    const asked: Record<string, string>[] = [];
    await stage.open("/cassa/oggi", {
      [`POST /api/payments/${SETTLED}/reversals`]: (text) => {
        asked.push(JSON.parse(text) as Record<string, string>);
        const { reversalId, amountCents } = asked.at(-1)!;
        if (asked.length === 1) return { status: 502, type: "text/html", body: "bad gateway" };
        const acceptedAt = "2026-11-24T10:00:00.000Z";
        return { status: 201, body: { reversalId, amountCents, state: "accepted", acceptedAt } };
      },
    });
    await stage.page.getByRole("button", { name: /^Storna il pagamento/ }).click();
    await stage.page.getByRole("button", { name: "Tutto: 27,30 €" }).waitFor();
    await stage.page.keyboard.type("2731");
    await stage.page.getByText("Si possono stornare al massimo 27,30 €.").waitFor();
    await expectNoAxeViolations(stage.page);
    for (let key = 0; key < 2; key += 1)
      await stage.page.getByRole("button", { name: "Cancella l'ultima" }).click();
    for (const digit of "00")
      await stage.page.getByRole("button", { name: digit, exact: true }).click();
    await stage.page.getByRole("button", { name: "Storna 27,00 €" }).click();
    await stage.page.getByText("La fotocamera non legge?").click();
    await stage.page.getByLabel("Codice del foglio").fill(SHEET_CODE);
    await stage.page.getByRole("button", { name: "Continua" }).click();
    const password = stage.page.getByLabel("Password del negozio");
    await password.fill(SHOP_PASSWORD);
    const confirm = stage.page.getByRole("button", { name: "Storna 27,00 €" });
    await confirm.click();
    await stage.page.getByText("La linea non va.").waitFor();
    await confirm.click();
    expect(await stage.answer("Stornato")).to.include("27,00 €");
    await expectNoAxeViolations(stage.page);
    expect(asked).to.have.length(2);
    expect(asked[1]).to.deep.equal(asked[0]);
    expect(asked[0]).to.include({ amountCents: "2700", activationCode: SHEET_CODE });
  });

  it("asks for the shop's money after asking once more, and shows how far each statement has come", async () => {
    const due = {
      ...{ programmeId: PROGRAMME, programme: "Buoni spesa 2026", amountCents: "123450" },
      ...{ payments: 31, paidCents: "124450", reversedCents: "1000", otherCents: "0" },
      ...{ waitingCents: "2310", failedCents: "0", withheldCents: "0" },
    };
    stage.state.statements = { presentable: [due], statements: [] };
    await stage.open("/cassa/rimborsi", {
      "POST /api/tills/current/statements": (text) => {
        expect(JSON.parse(text)).to.deep.equal({ programmeId: PROGRAMME });
        stage.state.statements = { presentable: [], statements: [statement()] };
        return { status: 201, body: statement() };
      },
    });
    const why = await stage.page.locator(".till-explained").innerText();
    expect(why.replace(/\s+/g, " ")).to.equal(
      "31 pagamenti registrati 1.244,50 € stornati -10,00 € in registrazione, nel prossimo rendiconto (23,10 €)",
    );
    await stage.page.getByRole("button", { name: "Presenta il rendiconto" }).click();
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Sì, presenta 1.234,50 €" }).click();
    await stage.page.getByText("Nulla da presentare").waitFor();
    await stage.page.getByText("✓ presentato il 24 novembre 2026").waitFor();
    await stage.page.getByText("Giorno 1 di attesa.").waitFor();
    const note = stage.page.getByRole("link", { name: "Nota di debito (PDF)" });
    expect(await note.getAttribute("href")).to.match(/statements\/8+-.*\/debit-note\.pdf$/);
    await expectNoAxeViolations(stage.page);
  });

  it("shows each statement's steps with their days, which comes next, and how long it took in the end", async () => {
    const checked = {
      ...{ state: "checked" as const, checkedAt: "2026-11-25T10:00:00.000Z", days: 2 },
    };
    const paid = {
      ...{ state: "paid" as const, number: 2, id: "77777777-7777-4777-8777-777777777777" },
      ...{ checkedAt: "2026-11-25T10:00:00.000Z", approvedAt: "2026-11-26T10:00:00.000Z" },
      ...{ orderedAt: "2026-11-27T10:00:00.000Z", paidAt: "2026-12-01T10:00:00.000Z", days: 7 },
    };
    const statements = [
      { ...statement(), ...checked },
      { ...statement(), ...paid },
    ];
    stage.state.statements = { presentable: [], statements };
    await stage.open("/cassa/rimborsi");
    const clocks = stage.page.locator(".till-clock");
    await clocks.first().waitFor();
    expect((await clocks.first().innerText()).split("\n")).to.deep.equal([
      "✓ presentato il 24 novembre 2026",
      "✓ controllato il 25 novembre 2026",
      "○ approvato sulla blockchain",
      "○ ordinato alla banca",
      "○ pagato dalla banca",
    ]);
    const next = clocks.first().locator("[aria-current=step]");
    expect(await next.innerText()).to.equal("○ approvato sulla blockchain");
    await stage.page.getByText("Giorno 3 di attesa.").waitFor();
    expect(await clocks.last().innerText())
      .to.include("✓ ordinato alla banca il 27 novembre 2026")
      .and.include("✓ pagato dalla banca il 1 dicembre 2026");
    await stage.page.getByText("Pagato in 7 giorni.").waitFor();
    await expectNoAxeViolations(stage.page);
  });

  it("says payment by payment why a statement is paid less, and what to do", async () => {
    const withheld = (["suspended", "rejected", "released"] as const).map((state, index) => ({
      paymentId: `99999999-9999-4999-8999-99999999999${index}`,
      acceptedAt: `2026-11-2${index}T10:00:00.000Z`,
      ...{ cardNumber: "12345678", amountCents: `${index + 1}050`, state },
      ...{ reason: `motivo ${index + 1}`, decidedAt: "2026-11-25T10:00:00.000Z" },
    }));
    const due = { ...statement(), dueCents: "117300", withheld };
    const empty = { ...due, id: PROGRAMME, number: 2, state: "approved" as const, dueCents: "0" };
    const own = { ...empty, approvedAt: "2026-11-26T10:00:00.000Z" };
    stage.state.statements = { presentable: [], statements: [due, own] };
    await stage.open("/cassa/rimborsi");
    const list = stage.page.getByRole("list", { name: "Pagamenti tolti dal rendiconto 1" });
    await list.waitFor();
    const texts = (await list.getByRole("listitem").allInnerTexts()).map((text) =>
      text.replace(/\s+/g, " "),
    );
    expect(texts[0]).to.match(/^20 novembre 2026, Tessera .* 10,50 € Sospeso: motivo 1 Mostri/);
    expect(texts[1]).to.include("20,50 € Respinto: motivo 2 Il Comune non lo rimborsa.");
    expect(texts[2]).to.include("30,50 € Riammesso: motivo 3 È in un rendiconto successivo");
    await stage.page.getByText("Presentati 1.234,50 €, sospesi o respinti 61,50 €.").waitFor();
    const clock = await stage.page.locator(".till-clock").last().innerText();
    expect(clock, "nothing is ordered or paid for nothing").not.to.include("banca");
    await stage.page.getByText("Nulla da pagare.").waitFor();
    await expectNoAxeViolations(stage.page);
  });

  it("says of a first sale that the chain has not recorded yet that it is waiting", async () => {
    const waiting = {
      ...{ programmeId: PROGRAMME, programme: "Buoni spesa 2026", amountCents: "0" },
      ...{ payments: 0, paidCents: "0", reversedCents: "0", otherCents: "0" },
      ...{ waitingCents: "1230", failedCents: "0", withheldCents: "0" },
    };
    stage.state.statements = { presentable: [waiting], statements: [] };
    await stage.open("/cassa/rimborsi");
    const row = stage.page.getByRole("listitem").filter({ hasText: "in registrazione" });
    expect(await row.innerText()).to.include("12,30 €");
  });

  it("stops being the shop's till when it is unlinked", async () => {
    await stage.open("/cassa/dispositivo");
    await stage.page.getByRole("button", { name: "Scollega questo dispositivo" }).click();
    await stage.page.getByRole("button", { name: "Sì, scollega" }).click();
    await stage.page.getByRole("heading", { name: "Attiva questa cassa" }).waitFor();
    expect(stage.state.till).to.equal(undefined);
  });

  it("warns where the chain is late, and where the shop is suspended", async () => {
    stage.state.till = { ...stage.state.till!, isSettlementDelayed: true };
    await stage.open("/cassa");
    await stage.page.getByText("La registrazione sulla blockchain è in ritardo.").waitFor();
    await expectNoAxeViolations(stage.page);
    const { merchant } = stage.state.till;
    stage.state.till = { ...stage.state.till, merchant: { ...merchant, state: "suspended" } };
    await stage.page.reload();
    await stage.page.getByText("Il negozio non è attivo nella convenzione").waitFor();
    await expectNoAxeViolations(stage.page);
  });
});

function statement() {
  return {
    id: "88888888-8888-4888-8888-888888888888",
    ref: `0x${"9".repeat(64)}`,
    number: 1,
    programmeId: "99999999-9999-4999-8999-999999999999",
    programme: "Buoni spesa 2026",
    merchant: { id: "44444444-4444-4444-8444-444444444444", businessName: "Alimentari Da Pina" },
    ...{ amountCents: "123450", dueCents: "123450", withheld: [] },
    periodFrom: "2026-11-01T00:00:00.000Z",
    periodUntil: "2026-11-24T00:00:00.000Z",
    state: "presented" as const,
    presentedAt: "2026-11-24T12:00:00.000Z",
    days: 0,
  };
}
