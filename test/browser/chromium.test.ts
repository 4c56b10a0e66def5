import { execFileSync } from "node:child_process";
import { basename } from "node:path";

import { expect } from "chai";
import { type Browser, chromium } from "playwright-core";

import { findChromium } from "../support/find-chromium.ts";

/** What every Debian has from its first day. */
const BASE_LIBRARIES = /^(linux-vdso|ld-linux.*|lib(c|m|dl|rt|pthread|gcc_s))\.so/;

describe("The browser that the tests bring along", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;

  afterEach(() => browser?.close());

  it("says so where CHROMIUM_PATH names nothing", async () => {
    const found = await findChromium({ CHROMIUM_PATH: "/nowhere/chromium" }).catch(String);
    expect(found).to.equal("Error: CHROMIUM_PATH is /nowhere/chromium, and there is nothing.");
  });

  it("takes the one that CHROMIUM_PATH names", async () => {
    const found = await findChromium({ CHROMIUM_PATH: process.execPath });
    expect(found).to.deep.equal({ path: process.execPath, env: {} });
  });

  it("asks a bare system for nothing but its C library, and writes with fonts of its own", async function () {
    if (process.platform !== "linux" || process.arch !== "x64") return this.skip();
    const { path, env } = await findChromium({}, []);
    const linked = execFileSync("ldd", [path], { env, encoding: "utf8" });
    const foreign = linked
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.includes(env["LD_LIBRARY_PATH"]!))
      .filter((line) => !BASE_LIBRARIES.test(basename(line.split(" ")[0]!)));
    expect(foreign).to.deep.equal([]);
    browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"], env });
    const page = await browser.newPage();
    await page.setContent("<span style='font-family: Open Sans; font-size: 40px'>Comune</span>");
    const box = await page.locator("span").boundingBox();
    expect(box!.width).to.be.greaterThan(100);
  });
});
