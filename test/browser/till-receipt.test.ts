import { expect } from "chai";
import type { Browser } from "playwright-core";

import type { Receipt } from "../../web/src/shared/api/types.ts";
import { CARD_CODE, CARD_PASSWORD, acceptanceFor } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { pay } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

const SALE = { euros: "12,30", cardCode: CARD_CODE, password: CARD_PASSWORD };
const CHECK_URL = "https://buoni.example/trasparenza/ricevuta#1.1.aa.1.bb";
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1h8v8z"/></svg>';

function receiptOf(change: Partial<Receipt> = {}): Receipt {
  const { paymentId, amountCents, parts, leftCents, acceptedAt, cardNumber, digests } =
    acceptanceFor("p", "1230");
  return {
    ...{ paymentId, amountCents, parts, leftCents, acceptedAt, cardNumber, digests },
    businessName: "Alimentari Da Pina",
    state: "accepted",
    voidableUntil: "2026-11-24T09:35:00.000Z",
    reversals: [],
    checkUrl: CHECK_URL,
    ...change,
  };
}

describe("the till's receipt", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;
  let receipt: Receipt;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => {
    stage = new TillStage(browser);
    receipt = receiptOf();
  });
  afterEach(() => stage.close());

  async function open(path = "/cassa/ricevuta/p"): Promise<void> {
    await stage.open(path, {
      "GET /api/payments/p/receipt": () => ({ body: receipt }),
      "GET /api/payments/p/receipt.svg": { type: "image/svg+xml", body: SVG },
      "POST /api/payments/p/fiscal-document": (text) => {
        receipt = receiptOf({ fiscalDocument: (JSON.parse(text) as { number: string }).number });
        return { body: {} };
      },
    });
  }

  it("is one touch from the answer, and says how the fiscal document must call it", async () => {
    await open("/cassa");
    await pay(stage.page, SALE);
    await stage.page.route("**/api/payments/*/receipt", (route) =>
      route.fulfill({ json: receipt }),
    );
    await stage.page.getByRole("link", { name: "Ricevuta" }).click();
    await stage.page.getByText("«corrispettivo non riscosso»").waitFor();
    await stage.page.getByText("Annullabile in cassa fino alle 10:35 circa").waitFor();
    await expectNoAxeViolations(stage.page);
  });

  it("prints shop, amount, card, code and limits, and nothing that is for a screen", async () => {
    await open();
    await stage.page.locator(".receipt-code").waitFor();
    await stage.page.emulateMedia({ media: "print" });
    const paper = await stage.page.locator("body").innerText();
    for (const text of ["Alimentari Da Pina", "12,30 €", "1234 5674", "Annullabile"])
      expect(paper).to.include(text);
    for (const text of ["Stampa", "Annota", "Vendita"]) expect(paper).not.to.include(text);
  });

  for (const [paper, width] of [
    ["58", 58],
    ["80", 80],
  ] as const)
    it(`fits a roll of ${paper} mm`, async () => {
      await open("/cassa/dispositivo");
      await stage.page.getByLabel("Carta della ricevuta").selectOption(paper);
      await stage.page.goto(`${stage.url}/cassa/ricevuta/p`);
      await stage.page.locator(".receipt-code").waitFor();
      const pdf = await stage.page.pdf({ preferCSSPageSize: true });
      const boxes = [...pdf.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
      expect(boxes, "one page").to.have.length(1);
      expect((Number(boxes[0]![1]) * 25.4) / 72).to.be.closeTo(width, 1);
    });

  it("keeps the number of the shop's own document beside the payment", async () => {
    await open();
    await stage.page.getByLabel("Numero del documento commerciale").fill("0017-0042");
    await stage.page.getByRole("button", { name: "Annota" }).click();
    await stage.page.getByText("Documento commerciale n. 0017-0042").waitFor();
  });

  it("says of a voided payment that it is voided", async () => {
    receipt = receiptOf({ state: "voided" });
    await open();
    await stage.page.getByText("Annullato: sulla tessera non manca nulla.").waitFor();
  });
});
