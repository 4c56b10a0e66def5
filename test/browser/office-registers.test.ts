import { expect } from "chai";
import type { Browser } from "playwright-core";

import type {
  Card,
  CivicActionDetail,
  Merchant,
  Owed,
  Statement,
  StatementPayments,
} from "../../web/src/shared/api/types.ts";
import { ACCOUNTANT, SOCIAL_WORKER } from "../support/fake-office.ts";
import { SHOPS, TOWN, VOUCHER } from "../support/fake-town.ts";
import { OfficeStage } from "../support/office-stage.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { problem } from "../support/page-server.ts";

const REGISTRY = TOWN.contracts.merchantRegistry;
const SHOP_ID = "33333333-3333-4333-8333-333333333333";
const STATEMENT_ID = "44444444-4444-4444-8444-444444444444";
const WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const PROGRAMME_ID = "66666666-6666-4666-8666-666666666666";
const CARD_ID = "55555555-5555-4555-8555-555555555555";

function shop(state: Merchant["state"]): Merchant {
  return {
    id: SHOP_ID,
    alias: "E1",
    businessName: "Alimentari Ferro",
    vatNumber: "01234567897",
    ateco: "47.11",
    address: "Via Roma 1",
    iban: "••••3456",
    category: { number: 1, name: "alimentari" },
    state,
    account: SHOPS[0],
    tills: 1,
    isOwnWallet: false,
    localPercent: 0,
  };
}

function statement(state: Statement["state"]): Statement {
  return {
    id: STATEMENT_ID,
    ref: `0x${"5".repeat(64)}`,
    number: 1,
    programmeId: PROGRAMME_ID,
    programme: "Buoni spesa 2026",
    merchant: { id: SHOP_ID, businessName: "Alimentari Ferro" },
    ...{ amountCents: "123456", dueCents: "123456", withheld: [] },
    periodFrom: "2026-11-01T00:00:00Z",
    periodUntil: "2026-11-20T00:00:00Z",
    state,
    presentedAt: "2026-11-21T00:00:00Z",
    days: 20,
  };
}

function card(status: Card["status"]): Card {
  const holder = { surname: "R•••", name: "A•••" };
  const isShown = false;
  return { id: CARD_ID, number: "1234-5678", status, isShown, holder, balanceCents: "15500" };
}

describe("the office's registers", function () {
  this.timeout(60_000);
  let browser: Browser;
  let office: OfficeStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (office = new OfficeStage(browser)));
  afterEach(() => office.close());

  it("registers invited merchants with a signature, suspends one and takes it back", async () => {
    let merchant = shop("invited");
    const next = { "0xaa": "active", "0xbb": "suspended", "0xcc": "active" } as const;
    office.chain.onSent = ({ input }) => {
      merchant = shop(next[input as keyof typeof next]);
      return [];
    };
    const act = (data: string) => ({ chainId: TOWN.chainId, to: REGISTRY, data });
    await office.open("/comune/esercenti", {
      "GET /api/merchants": () => ({ body: [merchant] }),
      "GET /api/merchants/registration": { body: { merchants: 1, transaction: act("0xaa") } },
      [`GET /api/merchants/${SHOP_ID}/suspension`]: { body: act("0xbb") },
      [`GET /api/merchants/${SHOP_ID}/activation`]: { body: act("0xcc") },
    });
    await office.enter(SOCIAL_WORKER);
    await office.page.getByRole("button", { name: "Firma l'iscrizione di 1 esercenti" }).click();
    await office.page.getByRole("button", { name: "Sospendi Alimentari Ferro" }).click();
    await office.page.getByRole("button", { name: "Riammetti Alimentari Ferro" }).click();
    await office.page.getByRole("button", { name: "Sospendi Alimentari Ferro" }).waitFor();
    const inputs = office.chain.sent.map(({ input }) => input);
    expect(inputs).to.deep.equal(["0xaa", "0xbb", "0xcc"]);
    await expectNoAxeViolations(office.page);
    await office.page.getByLabel(/^Cerca per nome/).fill("farmacia");
    await office.page.getByText("0 di 1 esercenti").waitFor();
    expect(office.page.url()).to.include("cerca=farmacia");
  });

  it("lists a merchant as an association, under a public name, and takes it off the list", async () => {
    let merchant = shop("active");
    const path = `/api/merchants/${SHOP_ID}`;
    await office.open(`/comune/esercenti/${SHOP_ID}`, {
      "GET /api/merchants": () => ({ body: [merchant] }),
      [`GET ${path}/tills`]: { body: [] },
      [`POST ${path}/association`]: (body) => {
        const { name } = JSON.parse(body) as { name: string | null };
        merchant = { ...shop("active"), ...(name === null ? {} : { associationName: name }) };
        return { status: 204, body: "" };
      },
    });
    await office.enter(SOCIAL_WORKER);
    await office.page.getByLabel("Nome pubblico dell'associazione").fill(" Banca del tempo ");
    const list = { name: "Metti nell'elenco delle associazioni" };
    await office.page.getByRole("button", list).click();
    await office.page.getByRole("heading", { name: "Associazione: Banca del tempo" }).waitFor();
    await expectNoAxeViolations(office.page);
    const end = { name: "Togli dall'elenco delle associazioni" };
    await office.page.getByRole("button", end).click();
    await office.page.getByRole("button", list).waitFor();
  });

  it("sees what a shop takes of local value, and notes the wallet that it is paid on, if it is one", async () => {
    const { account: _, ...unpaid } = shop("imported");
    let merchant: Merchant = { ...unpaid, localPercent: 40 };
    const asked: string[] = [];
    await office.open(`/comune/esercenti/${SHOP_ID}`, {
      "GET /api/merchants": () => ({ body: [merchant] }),
      [`GET /api/merchants/${SHOP_ID}/tills`]: { body: [] },
      [`POST /api/merchants/${SHOP_ID}/wallet`]: (body) => {
        const { address } = JSON.parse(body) as { address: string };
        asked.push(address);
        if (address !== WALLET) {
          const details = [{ field: "address", message: "Copiarlo di nuovo dal portafoglio." }];
          return problem(422, "wrong_wallet", "L'indirizzo non va bene.", { details });
        }
        merchant = { ...merchant, state: "invited", account: WALLET, isOwnWallet: true };
        return { status: 204, body: "" };
      },
    });
    await office.enter(SOCIAL_WORKER);
    await office.page.getByText("Ne accetta fino al 40 % di ogni prezzo.").waitFor();
    const field = office.page.getByLabel("Indirizzo del portafoglio");
    const note = office.page.getByRole("button", { name: "Annota il portafoglio" });
    await field.fill("0x12");
    await note.click();
    await office.page.getByText("Copiarlo di nuovo dal portafoglio.").waitFor();
    await expectNoAxeViolations(office.page);
    await field.fill(WALLET);
    await note.click();
    await office.page.getByText(`Con un portafoglio proprio: ${WALLET}`).waitFor();
    expect(await field.count()).to.equal(0);
    expect(asked).to.deep.equal(["0x12", WALLET]);
  });

  it("checks a statement, approves it with the accountant's signature, then notes the bank's payment", async () => {
    let its = statement("presented");
    office.chain.onSent = () => {
      its = statement("approved");
      return [];
    };
    const path = `/api/statements/${STATEMENT_ID}`;
    await office.open("/comune/rendiconti", {
      "GET /api/statements": () => ({ body: [its] }),
      [`GET ${path}/redemption`]: { body: { chainId: TOWN.chainId, to: VOUCHER, data: "0xdd" } },
      [`POST ${path}/check`]: () => {
        its = statement("checked");
        return { body: its };
      },
      [`POST ${path}/payment`]: () => {
        its = statement("paid");
        return { body: its };
      },
    });
    await office.enter(ACCOUNTANT);
    await office.page.getByText("1.234,56 €").waitFor();
    expect(await office.page.getByRole("button", { name: /^Approva/ }).count()).to.equal(0);
    await office.page.getByRole("button", { name: /^Segna controllato il rendiconto 1/ }).click();
    await office.page.getByRole("button", { name: /^Approva e firma il rendiconto 1/ }).click();
    await office.page.getByRole("button", { name: /^Segna pagato il rendiconto 1/ }).click();
    await office.page.getByRole("cell", { name: "Pagato", exact: true }).waitFor();
    expect(office.chain.sent.map(({ input }) => input)).to.deep.equal(["0xdd"]);
    await expectNoAxeViolations(office.page);
  });

  it("leaves a payment out of a statement with a reason, and is told when a colleague was first", async () => {
    const payments: StatementPayments = [4, 5].map((hour) => ({
      paymentId: `77777777-7777-4777-8777-77777777777${hour}`,
      acceptedAt: `2026-11-12T1${hour}:00:00.000Z`,
      ...{ cardNumber: "12345678", amountCents: hour === 4 ? "100000" : "23456" },
      ...(hour === 4 ? { fiscalDocument: "0042-0007" } : {}),
    }));
    let its = statement("presented");
    const asked: unknown[] = [];
    const path = `/api/statements/${STATEMENT_ID}/payments`;
    const decide = (paymentId: string, state: "suspended" | "rejected") => {
      const review = { state, reason: "manca lo scontrino", decidedAt: "2026-11-22T09:00:00.000Z" };
      const payment = payments.find((one) => one.paymentId === paymentId)!;
      payment.review = review;
      its = { ...its, dueCents: "100000" };
    };
    await office.open("/comune/rendiconti", {
      "GET /api/statements": () => ({ body: [its] }),
      [`GET ${path}`]: () => ({ body: payments }),
      [`POST ${path}/${payments[1]!.paymentId}/review`]: (text) => {
        asked.push(JSON.parse(text));
        decide(payments[1]!.paymentId, asked.length === 1 ? "suspended" : "rejected");
        if (asked.length === 1)
          return problem(409, "changed_meanwhile", "Qualcun altro ha cambiato questi dati.");
        return { body: payments };
      },
    });
    await office.enter(ACCOUNTANT);
    const { page } = office;
    await page.getByRole("link", { name: /^Pagamenti del rendiconto 1/ }).click();
    await page.getByRole("heading", { name: "Rendiconto 1 di Alimentari Ferro" }).waitFor();
    await page
      .getByRole("button", { name: /^Decidi sul pagamento/ })
      .last()
      .click();
    const suspend = page.getByRole("button", { name: "Sospendi" });
    expect(await suspend.isDisabled(), "no decision without a reason").to.equal(true);
    await page.getByLabel(/^Motivo per il pagamento/).fill("manca lo scontrino");
    await expectNoAxeViolations(page);
    await suspend.click();
    await page.getByText("Qualcun altro ha cambiato questi dati.").waitFor();
    await page.getByText(/^Sospeso il .*: manca lo scontrino$/).waitFor();
    expect(await suspend.count(), "a colleague has suspended it").to.equal(0);
    await page.getByRole("button", { name: "Respingi" }).click();
    await page.getByText(/^Respinto il .*: manca lo scontrino$/).waitFor();
    await page.getByText("sospesi o respinti 234,56 €, da rimborsare 1.000,00 €").waitFor();
    expect(asked.at(-1)).to.deep.equal({ to: "rejected", reason: "manca lo scontrino" });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoAxeViolations(page);
    await page.getByRole("link", { name: "Tutti i rendiconti" }).click();
    await page.getByText("su 1.234,56 € presentati").waitFor();
  });

  it("approves all checked statements of a programme with one signature, and follows each", async () => {
    const one = (digit: string, state: Statement["state"], programmeId = PROGRAMME_ID) => ({
      ...statement(state),
      ...{ id: digit.repeat(8) + STATEMENT_ID.slice(8), ref: `0x${digit.repeat(64)}`, programmeId },
      merchant: { id: SHOP_ID, businessName: `Bottega ${digit}` },
    });
    const first = one("1", "checked");
    const second = one("2", "checked");
    // Neither of these two is approved with them: one nobody has checked, one is of another programme.
    const others = [one("3", "presented"), one("7", "checked", CARD_ID)];
    let all = [first, second, ...others];
    await office.open("/comune/rendiconti", {
      "GET /api/statements": () => ({ body: all }),
      "GET /api/statements/redemption": {
        body: { chainId: TOWN.chainId, to: VOUCHER, data: "0xee" },
      },
    });
    await office.enter(ACCOUNTANT);
    await office.page.getByText("2 rendiconti controllati, 2.469,12 € in tutto").waitFor();
    await expectNoAxeViolations(office.page);
    const button = office.page.getByRole("button", { name: /^Approva i / });
    expect(await button.count(), "one programme has two").to.equal(1);
    const asked = office.page.waitForRequest(/\/api\/statements\/redemption\?/);
    await button.click();
    const { searchParams } = new URL((await asked).url());
    expect(searchParams.get("ids")).to.equal(`${first.id},${second.id}`);
    const followed = office.page.getByText(
      "Scritto sulla blockchain: in attesa che sia definitivo",
    );
    await followed.nth(1).waitFor();
    expect(await followed.count()).to.equal(2);
    expect(await button.count(), "nothing is left to sign together").to.equal(0);
    await office.page.reload();
    await followed.nth(1).waitFor();
    all = [one("1", "approved"), one("2", "approved"), ...others];
    await office.page.getByText("Liquidato, da pagare").nth(1).waitFor();
    expect(office.chain.sent.map(({ input }) => input)).to.deep.equal(["0xee"]);
  });

  it("lets a statement be read, not approved, without the treasury's role", async () => {
    await office.open("/comune/rendiconti", {
      "GET /api/statements": { body: [statement("checked")] },
    });
    await office.enter(SOCIAL_WORKER);
    await office.page.getByText("1.234,56 €").waitFor();
    expect(await office.page.getByRole("button", { name: /^Approva/ }).count()).to.equal(0);
  });

  it("lists what the chain will never pay, and notes the act that made it good", async () => {
    let its: Owed = {
      ...{ id: STATEMENT_ID, kind: "payment", programme: "Buoni spesa", reason: "deadline_passed" },
      ...{ acceptedAt: "2026-11-02T09:30:00.000Z", deadline: "2026-11-23T09:30:00.000Z" },
      ...{ cardNumber: "1234-5678", unit: "euro", amountCents: "4210" },
      merchant: { id: CARD_ID, businessName: "Alimentari Rossi" },
    };
    const done = { by: ACCOUNTANT.address, at: "2026-12-01T09:00:00.000Z" };
    const local: Owed = {
      ...{ ...its, id: PROGRAMME_ID, programme: "Valore locale" },
      ...{ unit: "local", amountCents: "150", madeGood: { act: "Determina n. 3/26", ...done } },
    };
    await office.open("/comune/rendiconti", {
      "GET /api/owed": () => ({ body: [its, local] }),
      [`POST /api/owed/${STATEMENT_ID}/made-good`]: (body) => {
        its = { ...its, madeGood: { ...(JSON.parse(body) as { act: string }), ...done } };
        return { body: [its, local] };
      },
    });
    await office.enter(ACCOUNTANT);
    await office.page.getByText("42,10 €").waitFor();
    await office.page.getByText("1,50", { exact: true }).waitFor();
    await expectNoAxeViolations(office.page);
    await office.page
      .getByLabel("Atto con cui si paga Alimentari Rossi")
      .fill("Determina n. 12/26");
    await office.page.keyboard.press("Enter");
    await office.page.getByText("Determina n. 12/26").waitFor();
    expect(await office.page.getByRole("button", { name: "Annota il pagamento" }).count()).to.equal(
      0,
    );
    await expectNoAxeViolations(office.page);
  });

  it("decides as many presences as one act takes, and keeps the others chosen", async () => {
    const presences = Array.from({ length: 501 }, (_, index) => ({
      id: `88888888-8888-4888-8888-${String(index).padStart(12, "0")}`,
      ...{ cardNumber: "12345678", checkedInAt: "2027-03-01T09:30:00Z" },
      state: "waiting" as const,
    }));
    const action: CivicActionDetail = {
      ...{ id: CARD_ID, campaignId: PROGRAMME_ID, title: "Puliamo il parco", place: "Villa" },
      ...{
        organiser: "Pro loco",
        startsAt: "2027-03-01T09:00:00Z",
        endsAt: "2027-03-01T12:00:00Z",
      },
      ...{ places: 600, rewardCents: "100", waiting: 501, approved: 0, rejected: 0, presences },
    };
    let its = action;
    const asked: number[] = [];
    await office.open(`/comune/azioni/${CARD_ID}`, {
      [`GET /api/actions/${CARD_ID}`]: () => ({ body: its }),
      [`POST /api/actions/${CARD_ID}/decisions`]: (body) => {
        const { presenceIds } = JSON.parse(body) as { presenceIds: string[] };
        asked.push(presenceIds.length);
        const waiting = presences.filter(({ id }) => !presenceIds.includes(id));
        its = { ...action, presences: waiting };
        return { body: its };
      },
    });
    await office.enter(SOCIAL_WORKER);
    const { page } = office;
    await page.getByRole("button", { name: "Scegli tutte quelle da decidere" }).click();
    await page.getByText("Se ne decidono al più 500 per volta").waitFor();
    await page.getByRole("button", { name: "Approva 500", exact: true }).click();
    await page.getByLabel(/^Perché si approvano/).fill("Vista la nota");
    await page.getByRole("button", { name: "Approva con questo motivo" }).click();
    await page.getByText("Se ne decidono al più 500 per volta").waitFor({ state: "detached" });
    await page.getByRole("checkbox", { checked: true }).waitFor();
    expect(await page.getByRole("checkbox").count()).to.equal(1);
    expect(asked).to.deep.equal([500]);
  });

  it("blocks a card with its reason, by keyboard, and lets it pay again", async () => {
    let its = card("active");
    let reason = "";
    await office.open("/comune/tessere/1234-5678", {
      "GET /api/cards": () => ({ body: { total: 1, items: [its] } }),
      [`POST /api/cards/${CARD_ID}/block`]: (body) => {
        reason = (JSON.parse(body) as { reason: string }).reason;
        its = card("blocked");
        return { body: its };
      },
      [`POST /api/cards/${CARD_ID}/unblock`]: () => {
        its = card("active");
        return { body: its };
      },
    });
    await office.enter(SOCIAL_WORKER);
    await office.page.getByRole("button", { name: "Blocca", exact: true }).focus();
    await office.page.keyboard.press("Enter");
    await office.page.keyboard.type("smarrita");
    await expectNoAxeViolations(office.page);
    await office.page.keyboard.press("Enter");
    await office.page.getByRole("button", { name: "Sblocca la tessera 1234-5678" }).click();
    await office.page.getByRole("button", { name: "Blocca", exact: true }).waitFor();
    expect(reason).to.equal("smarrita");
  });
});
