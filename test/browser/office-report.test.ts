import { readFile } from "node:fs/promises";

import { expect } from "chai";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import readExcelFile from "read-excel-file/node";

import type { Programme, ProgrammeReport } from "../../web/src/shared/api/types.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, eventually, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

type Row = { sezione: string; voce: string; testo: string; numero: string; importo: string };

describe("a programme's progress and final report, in a browser", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    await town.play.purchase();
    await town.play.waitForSettlement(town.programmeId);
    await town.play.reimburse(town.programmeId);
    const path = `/comune/programmi/${town.programmeId}`;
    page = await enterOffice(browser, town.stack.url, /^Ragioneria/, path);
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const api = () => town.desk.treasury.api;
  const programme = () => api().get<Programme>(`/api/programmes/${town.programmeId}`);
  const report = () => api().get<ProgrammeReport>(`/api/programmes/${town.programmeId}/report`);
  const sum = (amounts: readonly string[]) =>
    String(amounts.reduce((total, amount) => total + BigInt(amount), 0n));

  it("adds up to the chain's totals by month, by category and by shop", async () => {
    await eventually("redeemed", async () => {
      const { totals } = await programme();
      return totals.atMerchantsCents === "0" && totals.redeemedCents !== "0";
    });
    const { totals } = await programme();
    const { months, categories, merchants } = await report();
    expect(sum(months.map(({ issuedCents }) => issuedCents))).to.equal(totals.issuedCents);
    expect(sum(months.map(({ spentCents }) => spentCents))).to.equal(totals.spentCents);
    expect(sum(months.map(({ redeemedCents }) => redeemedCents))).to.equal(totals.redeemedCents);
    expect(sum(categories.map(({ spentCents }) => spentCents))).to.equal(totals.spentCents);
    expect(sum(merchants.map(({ spentCents }) => spentCents))).to.equal(totals.spentCents);
    expect(sum(merchants.map(({ paidCents }) => paidCents))).to.equal(totals.redeemedCents);
    expect(sum(merchants.map(({ leftCents }) => leftCents))).to.equal(totals.atMerchantsCents);
    const payments = merchants.reduce((count, shop) => count + shop.payments, 0);
    expect(payments).to.equal(town.files.purchases.length);
  });

  it("is shown as a picture with its table, month by month and shop by shop", async () => {
    await page.getByRole("link", { name: "Andamento e relazione finale" }).click();
    await page.getByRole("region", { name: "Dove sono i fondi, in cifre" }).waitFor();
    await page.getByRole("region", { name: "Tabella degli esercenti" }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-andamento");
  });

  async function download(name: RegExp): Promise<Buffer> {
    const arriving = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    return readFile(await (await arriving).path());
  }

  it("is downloaded as CSV and XLSX that say the same, with a reconciliation of nothing", async () => {
    const csv = (await download(/^CSV/)).toString("utf8");
    const rows: Row[] = parse(csv, { bom: true, delimiter: ";", columns: true });
    const checks = rows.filter(({ sezione }) => sezione === "Quadratura");
    expect(checks.map(({ importo, numero }) => importo || numero)).to.deep.equal([
      ...["0,00", "0,00", "0,00", "0"],
    ]);
    const sheet = await readExcelFile(await download(/^XLSX/));
    const cells = Array.isArray(sheet[0])
      ? sheet
      : (sheet[0] as unknown as { data: unknown[][] }).data;
    expect(cells.length).to.equal(rows.length + 1);
    expect((cells as unknown[][]).map((cell) => cell[1]).slice(1)).to.deep.equal(
      rows.map(({ voce }) => voce),
    );
  });

  it("is downloaded as a tagged PDF/A that names its shops' sums", async () => {
    const pdf = (await download(/^PDF/)).toString("latin1");
    expect(pdf.slice(0, 5)).to.equal("%PDF-");
    expect(pdf)
      .to.match(/pdfaid:part>2</)
      .and.match(/pdfaid:conformance>A</);
    expect(pdf).to.contain("/GTS_PDFA1").and.to.contain("/StructTreeRoot");
    expect(pdf).to.match(/\/MarkInfo/);
  });
});
