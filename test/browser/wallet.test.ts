import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import type { CardView } from "../../web/src/shared/api/types.ts";
import { PAID_IN, cardApi, fakeCard } from "../support/fake-card.ts";
import { CARD_CODE, CARD_PASSWORD, SHEET_CODE } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import {
  type FakeAnswer,
  type FakeApi,
  type PageServer,
  problem,
  startPageServer,
} from "../support/page-server.ts";
import { takePicture } from "../support/real-office.ts";
import { readCard } from "../support/till-page.ts";

const SHOP_ID = "33333333-3333-4333-8333-333333333333";

describe("the citizen's card page", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
  });

  async function open(path: string, card: CardView = fakeCard(), changes: FakeApi = {}) {
    server = await startPageServer({ ...cardApi(card), ...changes });
    const viewport = { width: 360, height: 640 };
    page = await (await browser.newContext({ locale: "it-IT", viewport })).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${server.url}${path}`);
  }

  it("shows what is left, until when, where, and every movement with its way to the chain", async () => {
    await open("/carta");
    await page.getByRole("heading", { name: "La mia tessera" }).waitFor();
    await expectNoAxeViolations(page);
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    const heading = page.getByRole("heading", { name: "Si possono spendere" });
    expect(await heading.innerText()).to.include("137,70 €");
    const vouchers = await page.getByRole("list", { name: "Buoni" }).innerText();
    expect(vouchers).to.include("Scade il 31 dicembre 2099").and.include("In arrivo: 50,00 €");
    expect(vouchers).to.include("Scaduto: era spendibile fino al 31 dicembre 2020");
    const movements = page.getByRole("list", { name: "Movimenti" }).getByRole("listitem");
    expect(await movements.count()).to.equal(4);
    expect(await movements.nth(1).innerText()).to.match(/Spesa · Esercente 7\s+− 12,30 €/);
    expect(await movements.nth(1).innerText()).to.contain("cassa «banco»");
    expect(await movements.nth(1).getByRole("link").count(), "not on chain yet").to.equal(0);
    const link = movements.nth(2).getByRole("link");
    expect(await link.getAttribute("href")).to.equal(`/catena/tx/${PAID_IN}`);
    expect(await movements.nth(3).innerText()).to.match(/Ricarica\s+\+ 175,00 €/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(
      true,
    );
    await expectNoAxeViolations(page);
  });

  it("shows local value beside the euros, never as euros", async () => {
    await open("/carta");
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    const own = await page.getByRole("region", { name: "Valore locale" }).innerText();
    expect(own).to.include("8,40").and.not.include("€");
    const reward = page.getByRole("list", { name: "Movimenti" }).getByRole("listitem").first();
    expect(await reward.innerText()).to.match(/Premio\s+\+ 8,40/);
    expect(await reward.innerText()).not.to.include("€");
    expect(await reward.getByRole("link").count()).to.equal(1);
    await takePicture(page, "carta-valore-locale");
  });

  it("leads from the QR's link to the password, by keyboard, and takes the code out of the address", async () => {
    await open(`/carta#${CARD_CODE}`);
    await page.getByLabel("Password della tessera").waitFor();
    expect(page.url()).to.equal(`${server.url}/carta`);
    expect(await page.evaluate(() => history.length), "no entry with the code is left").to.be.below(
      3,
    );
    await page.keyboard.type("11111111");
    await page.keyboard.press("Enter");
    await page.getByText("Password sbagliata. Resta un solo tentativo.").waitFor();
    await expectNoAxeViolations(page);
    for (let key = 0; key < 8; key += 1) await page.keyboard.press("Backspace");
    await page.keyboard.type(CARD_PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Si possono spendere" }).waitFor();
  });

  it("forgets everything when closed, when left, and when another card's link is opened", async () => {
    await open(`/carta#${CARD_CODE}`);
    const enter = async () => {
      await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
      await page.getByRole("button", { name: "Mostra la tessera" }).click();
      await page.getByRole("heading", { name: "Si possono spendere" }).waitFor();
    };
    await enter();
    await page.evaluate((code) => (location.hash = code), CARD_CODE.toLowerCase());
    await page.getByLabel("Password della tessera").waitFor();
    expect(await page.getByText("137,70").count()).to.equal(0);
    await enter();
    await page.getByRole("button", { name: "Chiudi e cancella dallo schermo" }).click();
    await page.getByRole("button", { name: "Inquadrare il QR della tessera" }).waitFor();
    expect(await page.getByText("137,70").count()).to.equal(0);
    const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
    expect(kept).to.deep.equal({});
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    await page.getByRole("button", { name: "Inquadrare il QR della tessera" }).waitFor();
    expect(await page.getByText("137,70").count()).to.equal(0);
  });

  it("says when the lock ends, when only the office can help, and when nobody answers", async () => {
    const answers = [
      problem(423, "locked", "Troppe password sbagliate: la tessera è bloccata per un po'.", {
        until: "2026-11-24T11:15:00.000Z",
      }),
      problem(423, "blocked_by_tries", "Troppe password sbagliate: rivolgersi all'ufficio."),
      { status: 502, type: "text/html", body: "bad gateway" },
    ];
    await open(`/carta#${CARD_CODE}`, fakeCard(), {
      "POST /api/card-views": () => answers.shift()!,
    });
    await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
    for (const sentence of [
      /Si potrà riprovare dalle 12:15/,
      /finché l'ufficio non interviene/,
      /La linea non va/,
    ]) {
      await page.getByRole("button", { name: "Mostra la tessera" }).click();
      await page.getByRole("alert").filter({ hasText: sentence }).waitFor();
    }
  });

  it("tells a blocked card from a good one, and a shop's sheet from a card", async () => {
    await open(`/carta#${SHEET_CODE}`, { ...fakeCard(), status: "blocked" });
    await page.getByText(/è il foglio di attivazione del negozio: qui serve la tessera/).waitFor();
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    await page.getByRole("alert").filter({ hasText: "La tessera è bloccata" }).waitFor();
    await expectNoAxeViolations(page);
  });

  it("changes the password: refuses a birthday and two that differ, and then asks for the new one", async () => {
    const changes: unknown[] = [];
    const fake = cardApi(fakeCard())["POST /api/card-passwords"] as (body: string) => never;
    await open(`/carta#${CARD_CODE}`, fakeCard(), {
      "POST /api/card-passwords": (body) => {
        changes.push(JSON.parse(body));
        return fake(body);
      },
    });
    const type = async (label: string, password: string, next: string) => {
      await page.getByLabel(label, { exact: true }).fill(password);
      await page.getByRole("button", { name: next }).click();
    };
    await type("Password della tessera", CARD_PASSWORD, "Mostra la tessera");
    await page.getByRole("button", { name: "Cambia la password" }).click();
    await expectNoAxeViolations(page);
    await type("Password di adesso", CARD_PASSWORD, "Avanti");
    await type("Password nuova", "24121950", "Avanti");
    await type("Ancora la password nuova", "24121950", "Cambia la password");
    await page.getByRole("alert").filter({ hasText: "Sembra una data" }).waitFor();
    await type("Password nuova", "84176392", "Avanti");
    await type("Ancora la password nuova", "84176393", "Cambia la password");
    await page.getByRole("alert").filter({ hasText: "sono diverse" }).waitFor();
    await type("Password nuova", "84176392", "Avanti");
    await type("Ancora la password nuova", "84176392", "Cambia la password");
    await page.getByRole("heading", { name: "La password è cambiata" }).waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Ho capito" }).click();
    await page.getByRole("button", { name: "Inquadrare il QR della tessera" }).waitFor();
    const sent = { cardCode: CARD_CODE, password: CARD_PASSWORD };
    expect(changes).to.deep.equal([
      { ...sent, newPassword: "24121950" },
      { ...sent, newPassword: "84176392" },
    ]);
  });

  it("blocks the card with its password, after saying who unblocks it", async () => {
    await open(`/carta#${CARD_CODE}`);
    const type = async (password: string, next: string) => {
      await page.getByLabel("Password della tessera").fill(password);
      await page.getByRole("button", { name: next }).click();
    };
    await type(CARD_PASSWORD, "Mostra la tessera");
    const way = page.getByRole("button", { name: "Blocca la tessera" });
    await way.waitFor();
    await takePicture(page, "carta-tessera");
    await way.click();
    await page.getByText("La sblocca soltanto l'ufficio del Comune").waitFor();
    await expectNoAxeViolations(page);
    await takePicture(page, "carta-blocco");
    await type("11111111", "Blocca la tessera");
    await page.getByText("Password sbagliata. Resta un solo tentativo.").waitFor();
    await type(CARD_PASSWORD, "Blocca la tessera");
    await page.getByRole("heading", { name: "La tessera è bloccata" }).waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Ho capito" }).click();
    await page.getByRole("button", { name: "Inquadrare il QR della tessera" }).waitFor();
    expect(await page.getByText("137,70").count()).to.equal(0);
  });

  it("prints large and dark, without anything to touch", async () => {
    await open("/carta");
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    const button = page.getByRole("button", { name: "Stampa in grande" });
    await button.waitFor();
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute("data-printed", "yes");
    });
    await button.click();
    expect(await page.getAttribute("body", "data-printed")).to.equal("yes");
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button").filter({ visible: true }).count()).to.equal(0);
    const [size, colour] = await page
      .getByRole("heading", { name: "Si possono spendere" })
      .evaluate((heading) => {
        const { fontSize, color } = getComputedStyle(heading);
        return [Number.parseFloat(fontSize), color] as const;
      });
    expect(size).to.be.above(50);
    const why = page.getByText("Una spesa che non torna?");
    const body = await why.evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize));
    expect(body).to.be.at.least(24);
    expect(colour).to.equal("rgb(0, 0, 0)");
    await takePicture(page, "carta-stampa");
  });

  /** Opens the card's page and goes to what is given from there. */
  async function openGiving(giving: (sent: Record<string, unknown>) => FakeAnswer) {
    await open("/carta", fakeCard(), {
      "GET /api/associations": { body: [{ id: SHOP_ID, name: "Banca del tempo" }] },
      "POST /api/gifts": (body) => giving(JSON.parse(body) as Record<string, unknown>),
    });
    await readCard(page, CARD_CODE, CARD_PASSWORD);
    await page.getByRole("button", { name: "Dai valore locale" }).click();
  }

  const answerTo = ({ giftId, amountCents, to }: Record<string, unknown>) => ({
    status: 201,
    body: {
      ...{ giftId, amountCents, leftCents: "490", digests: [] },
      acceptedAt: "2026-11-24T10:30:00.000Z",
      to:
        (to as { kind: string }).kind === "association"
          ? { kind: "association", name: "Banca del tempo" }
          : { kind: "card", endsWith: "5674" },
    },
  });

  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  it("gives local value to a card by its number: whom, how much, the password; no name is shown", async () => {
    const sent: Record<string, unknown>[] = [];
    await openGiving((gift) => {
      sent.push(gift);
      return answerTo(gift);
    });
    const number = page.getByLabel("Numero della tessera di chi riceve");
    await takePicture(page, "carta-dare-a-chi");
    await number.fill("1234 5678");
    await press("Avanti");
    await page.getByRole("alert").filter({ hasText: "Non è un numero di tessera" }).waitFor();
    await expectNoAxeViolations(page);
    await number.fill("1234 5674");
    await press("Avanti");
    await page.getByLabel("Quanto dare alla tessera 1234 5674").fill("8,41");
    await press("Avanti");
    await page.getByRole("alert").filter({ hasText: "Sulla tessera ci sono 8,40" }).waitFor();
    await page.getByLabel(/^Quanto dare/).fill("3,50");
    await press("Avanti");
    await page.getByText("Quello che si è dato non si può riprendere.").waitFor();
    await expectNoAxeViolations(page);
    await takePicture(page, "carta-dare-conferma");
    await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
    await press("Dai");
    await page.getByText(/Dati .*3,50.* alla tessera che finisce con 5674/).waitFor();
    await expectNoAxeViolations(page);
    const [{ giftId, ...rest }] = sent as [Record<string, unknown>];
    expect(giftId).to.match(/^[0-9a-f-]{36}$/);
    expect(rest).to.deep.equal({
      ...{ amountCents: "350", to: { kind: "card_number", number: "12345674" } },
      ...{ cardCode: CARD_CODE, password: CARD_PASSWORD },
    });
    await press("Torna alla tessera");
    await page.getByRole("heading", { name: "Si possono spendere" }).waitFor();
  });

  it("asks for the same gift again where the line broke, and for another one after a refusal", async () => {
    const ids: unknown[] = [];
    await openGiving((gift) => {
      ids.push(gift["giftId"]);
      if (ids.length === 1) return { status: 502, type: "text/html", body: "bad gateway" };
      if (ids.length === 2)
        return problem(409, "gift_day_limit", "Con questa tessera oggi non si può dare tanto.", {
          ...{ left: "200", until: "2026-11-24T23:00:00.000Z" },
        });
      return answerTo(gift);
    });
    await press("Banca del tempo");
    await page.getByLabel("Quanto dare a Banca del tempo").fill("3");
    await press("Avanti");
    await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
    await press("Dai");
    await page.getByText(/riprovando non si dà due volte/).waitFor();
    expect(await page.getByRole("button", { name: "Indietro" }).count()).to.equal(0);
    await expectNoAxeViolations(page);
    await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
    await press("Riprova");
    await page.getByRole("alert").filter({ hasText: "Oggi si possono dare ancora 2,00" }).waitFor();
    await press("Indietro");
    await page.getByLabel("Quanto dare a Banca del tempo").fill("2");
    await press("Avanti");
    await page.getByLabel("Password della tessera").fill(CARD_PASSWORD);
    await press("Dai");
    await page.getByText(/a Banca del tempo/).waitFor();
    expect(ids[0]).to.equal(ids[1]);
    expect(ids[2]).not.to.equal(ids[0]);
  });
});
