import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { expect } from "chai";

import { closingLine, sumOf } from "./outcome.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { countMocha, countSolidity, runCheck, runMocha } from "./suites.ts";

const MOCHA = "node_modules/mocha/bin/mocha.js";

describe("Counting a suite", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "borgo-suite-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Plants a suite of that source and runs it as `npm test` would. */
  function suite(source: string, timeoutMs = 20_000) {
    const file = join(folder, "planted.test.mjs");
    writeFileSync(file, source);
    const command = (report: string) => ({
      args: [MOCHA, "--reporter", "json", "--reporter-option", `output=${report}`, file],
    });
    return runMocha("planted", command, timeoutMs);
  }

  it("counts what passed, failed and was skipped, and names the failure", async function () {
    this.timeout(30_000);
    const outcome = await suite(`
      it("adds", () => {});
      it("subtracts", () => { throw new Error("not a number"); });
      it.skip("divides", () => {});`);
    expect([outcome.passed, outcome.failed, outcome.skipped]).to.deep.equal([1, 1, 1]);
    expect(outcome.failures[0]?.name).to.equal("planted: subtracts");
    expect(outcome.failures[0]?.message).to.contain("not a number");
  });

  it("counts a hook that fails, though no test did", async function () {
    this.timeout(30_000);
    const outcome = await suite(`
      before(() => { throw new Error("no database"); });
      it("never runs", () => {});`);
    expect(outcome.failed).to.equal(1);
    expect(outcome.failures[0]?.message).to.contain("no database");
  });

  it("counts a suite that ends the process as failed, whatever passed before", async function () {
    this.timeout(30_000);
    const outcome = await suite(`it("leaves", () => { console.log("going"); process.exit(0); });`);
    expect(closingLine(outcome)).to.equal("0 passed, 1 failed");
    expect(outcome.failures[0]?.name).to.equal("planted (crashed)");
    expect(outcome.failures[0]?.message).to.contain("going");
  });

  it("counts a suite that does not compile as failed", async function () {
    this.timeout(30_000);
    const outcome = await suite(`it("is half written", () => {`);
    expect(closingLine(outcome)).to.equal("0 passed, 1 failed");
  });

  it("counts an empty suite as failed", async function () {
    this.timeout(30_000);
    const outcome = await suite("export {};");
    expect(closingLine(outcome)).to.equal("0 passed, 1 failed");
    expect(outcome.failures[0]?.name).to.equal("planted (empty)");
  });

  it("ends a suite that hangs, with the children it started", async function () {
    this.timeout(30_000);
    const pulse = join(folder, "pulse");
    const beat = `setInterval(() => require("fs").appendFileSync(${JSON.stringify(pulse)}, "."), 50)`;
    const outcome = await suite(
      `import { spawn } from "node:child_process";
      it("waits", function () {
        this.timeout(0);
        spawn(process.execPath, ["-e", ${JSON.stringify(beat)}]);
        return new Promise(() => {});
      });`,
      4_000,
    );
    expect(closingLine(outcome)).to.equal("0 passed, 1 failed");
    expect(outcome.failures[0]?.message).to.contain("timed out");
    const beats = readFileSync(pulse).length;
    await setTimeout(300);
    expect(beats).to.be.greaterThan(0);
    expect(readFileSync(pulse).length).to.equal(beats);
  });

  it("does not believe a report without failures of a run that ended badly", () => {
    const report = JSON.stringify({ passes: [{ fullTitle: "adds" }], pending: [], failures: [] });
    const outcome = countMocha("unit", report, ended(134));
    expect(closingLine(outcome)).to.equal("1 passed, 1 failed");
  });

  it("counts a report cut off in the middle as a crash", () => {
    const outcome = countMocha("unit", '{"passes": [{"full', ended(0));
    expect(outcome.failures[0]?.name).to.equal("unit (crashed)");
  });
});

describe("Counting Hardhat's Solidity tests", () => {
  it("reads the counts from the report", () => {
    const outcome = countSolidity("fuzz", ended(1, "  12 passing\n  2 failing\n  1 skipped\n"));
    expect([outcome.passed, outcome.failed, outcome.skipped]).to.deep.equal([12, 2, 1]);
    expect(outcome.failures).to.have.length(1);
  });

  it("counts a run without a report as a crash", () => {
    const outcome = countSolidity("fuzz", ended(1, "Error HHE900: solc failed"));
    expect(closingLine(outcome)).to.equal("0 passed, 1 failed");
  });

  it("counts a run of no test as failed", () => {
    expect(countSolidity("fuzz", ended(0, "  0 passing\n")).failed).to.equal(1);
  });
});

describe("Counting checks", () => {
  it("gives each one point, by its exit code", async function () {
    this.timeout(30_000);
    const good = await runCheck("good", ["--eval", ""], 20_000);
    const bad = await runCheck("bad", ["--eval", "console.log('why'); process.exit(3)"], 20_000);
    expect(closingLine(sumOf([good, bad]))).to.equal("1 passed, 1 failed");
    expect(bad.failures[0]?.message).to.equal("The command ended with 3.\nwhy");
  });

  it("says of a killed command that it was killed", async function () {
    this.timeout(30_000);
    const script = "process.kill(process.pid, 'SIGKILL')";
    const { code } = await runCommand(["--eval", script], 20_000);
    expect(code).to.equal(undefined);
  });
});

function ended(code: number, output = ""): CommandResult {
  return { code, isTimedOut: false, output };
}
