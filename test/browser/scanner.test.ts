import { expect } from "chai";
import type { Browser } from "playwright-core";
import qrcode from "qrcode";

import { CARD_CODE, SHEET_CODE } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { enterAmount } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

describe("the till's scanner", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser({ filmOf: "" })));
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  it("uses the phone's own detector where there is one, and then loads no decoder", async () => {
    await stage.open();
    await plantDetector([CARD_CODE]);
    await enterAmount(stage.page, "5,00");
    await stage.page.getByLabel(/sua password/).waitFor();
    expect(await loadedDecoders()).to.deep.equal([]);
  });

  it("does not take the shop's own sheet for a card, says so, and goes on looking", async () => {
    await stage.open();
    await plantDetector([SHEET_CODE]);
    await enterAmount(stage.page, "5,00");
    await stage.page.getByText(/è il foglio di attivazione del negozio: qui serve/).waitFor();
    await plantDetector([CARD_CODE]);
    await stage.page.getByLabel(/sua password/).waitFor();
  });

  it("says of a product's QR that it is something else's, and what is needed here", async () => {
    await stage.open();
    await plantDetector(["https://www.biscotti.example/concorso?id=42"]);
    await enterAmount(stage.page, "5,00");
    const said = "Questo QR è di qualcos'altro: qui serve la tessera del cittadino.";
    await stage.page.getByText(said).waitFor();
    await expectNoAxeViolations(stage.page);
    await plantDetector([CARD_CODE]);
    await stage.page.getByLabel(/sua password/).waitFor();
  });

  it("says of a code that it cannot read, torn or dirty, that it can be typed", async () => {
    await stage.open();
    await stage.page.clock.install();
    await stage.page.reload();
    await enterAmount(stage.page, "5,00");
    await stage.page.getByRole("status").filter({ hasText: "Inquadrare il QR" }).waitFor();
    await stage.page.clock.runFor(10_001);
    await stage.page.getByText("Se il QR è strappato o sporco, scrivere il codice").waitFor();
    await expectNoAxeViolations(stage.page);
  });

  it("ignores a detector that knows no QR, and decodes by itself", async () => {
    await stage.open();
    await plantDetector([CARD_CODE], []);
    await enterAmount(stage.page, "5,00");
    await stage.page.getByRole("status").filter({ hasText: "Inquadrare il QR" }).waitFor();
    expect(await loadedDecoders()).to.have.length(1);
  });

  it("decodes by itself where the phone's detector fails when it comes to it", async () => {
    await stage.open();
    await plantDetector("broken");
    const decoder = stage.page.waitForResponse((response) => response.url().endsWith(".wasm"));
    await enterAmount(stage.page, "5,00");
    expect((await decoder).status()).to.equal(200);
    await stage.page.getByRole("status").filter({ hasText: "Inquadrare il QR" }).waitFor();
  });

  it("says so where the camera is taken away in the middle, and takes it back when asked", async () => {
    await stage.open();
    await enterAmount(stage.page, "5,00");
    const looking = stage.page.getByRole("status").filter({ hasText: "Inquadrare il QR" });
    await looking.waitFor();
    await stage.page.evaluate(() => {
      const film = document.querySelector("video")!.srcObject as MediaStream;
      film.getVideoTracks()[0]!.dispatchEvent(new Event("ended"));
    });
    await stage.page.getByText("La fotocamera non si avvia").waitFor();
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Riprova la fotocamera" }).click();
    await looking.waitFor();
  });

  it("reads a photograph, and says so where there is no code in it", async () => {
    await stage.open();
    await enterAmount(stage.page, "5,00");
    await stage.page.getByText("La fotocamera non legge?").click();
    const field = stage.page.getByLabel("Oppure una fotografia del QR");
    const name = "foto.png";
    const blank = { name, mimeType: "image/png", buffer: await emptyPicture() };
    await field.setInputFiles(blank);
    await stage.page.getByText("Nella fotografia non si vede un QR").waitFor();
    const buffer = await qrcode.toBuffer(`https://borgo.example/carta#${CARD_CODE}`, { scale: 8 });
    await field.setInputFiles({ name, mimeType: "image/png", buffer });
    await stage.page.getByLabel(/sua password/).waitFor();
  });

  it("lets go of the camera when the sale leaves the card", async () => {
    await stage.open();
    await stage.page.evaluate(() => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const tracks: MediaStreamTrack[] = [];
      Object.assign(globalThis, { tracks });
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        tracks.push(...stream.getTracks());
        return stream;
      };
    });
    await enterAmount(stage.page, "5,00");
    await stage.page.getByRole("status").filter({ hasText: "Inquadrare il QR" }).waitFor();
    const states = () =>
      stage.page.evaluate(() =>
        (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.map(
          ({ readyState }) => readyState,
        ),
      );
    expect(await states()).to.deep.equal(["live"]);
    await stage.page.getByRole("button", { name: "Annulla la vendita" }).click();
    await stage.page.getByText("0,00 €").waitFor();
    expect(await states()).to.deep.equal(["ended"]);
  });

  /** Gives the page a detector like a phone's, which sees these texts wherever it looks. */
  async function plantDetector(
    texts: readonly string[] | "broken",
    formats = ["qr_code"],
  ): Promise<void> {
    await stage.page.evaluate(
      (planted) => {
        const seen = globalThis as { BarcodeDetector?: unknown; planted?: typeof planted };
        seen.planted = planted;
        seen.BarcodeDetector ??= class {
          static getSupportedFormats = async () => seen.planted!.formats;
          detect = async () => {
            const { texts: visible } = seen.planted!;
            if (visible === "broken") throw new DOMException("no service", "NotSupportedError");
            return visible.map((rawValue) => ({ rawValue }));
          };
        };
      },
      { texts, formats },
    );
  }

  /** Decoders fetched so far: about a megabyte each, on the shop's data plan. */
  function loadedDecoders(): Promise<string[]> {
    return stage.page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => name.endsWith(".wasm")),
    );
  }

  async function emptyPicture(): Promise<Buffer> {
    const page = await browser.newPage({ viewport: { width: 200, height: 200 } });
    const picture = await page.screenshot();
    await page.close();
    return picture;
  }
});
