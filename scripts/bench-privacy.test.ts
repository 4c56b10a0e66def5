import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { USUAL_ACCOUNTS_PER_RECHARGE } from "#core/programme/split-recharge.ts";

import { USUAL_PACE } from "../server/app/config.ts";
import { programmeInput } from "../server/programmes/api.ts";
import { readPrices } from "./bench-privacy/gas.ts";
import { measure } from "./bench-privacy/measure.ts";
import { playYear } from "./bench-privacy/play-year.ts";
import { FIXED, USUAL } from "./bench-privacy/policies.ts";
import { drawTownYear } from "./bench-privacy/town-year.ts";

/** Another town than the paper's, of the same kind. */
const SEED = "test";
const town = drawTownYear(SEED, 0.6);

describe("What attackers find of a family on chain", function () {
  this.timeout(60_000);

  it("is everything, with one fixed address", async () => {
    const { shop, neighbour, public: anybody } = measure(town, FIXED, await readPrices(), SEED);
    expect(shop.purchases).to.equal(1);
    expect(neighbour.purchases).to.be.above(0.95);
    expect(anybody.purchases).to.equal(1);
  });

  it("is little with the default policy, for less than twice the gas", async () => {
    const prices = await readPrices();
    const usual = measure(town, USUAL, prices, SEED);
    expect(usual.shop.purchases).to.be.within(0.01, 0.15);
    expect(usual.neighbour.purchases).to.be.within(0.001, 0.1);
    expect(usual.gas / measure(town, FIXED, prices, SEED).gas).to.be.within(1, 2);
  });

  it("is what the paper says", async () => {
    const paper = readFileSync(join(import.meta.dirname, "../docs/privacy.md"), "utf8");
    const line = paper.split("\n").find((one) => one.startsWith(`| ${USUAL.name}`));
    const paperTown = drawTownYear("borgo", 0.6);
    const { shop, neighbour } = measure(paperTown, USUAL, await readPrices(), "borgo");
    const cells = line!.split("|").map((cell) => cell.trim());
    expect(cells[2]).to.equal(`${(100 * shop.purchases).toFixed(1)} %`);
    expect(cells[6]).to.equal(`${(100 * neighbour.purchases).toFixed(1)} %`);
  });

  it("is measured on what the service does where nobody says otherwise", () => {
    expect(USUAL.pace).to.equal(USUAL_PACE);
    const draft = {
      ...{ name: "Buoni spesa", symbol: "BUONI", act: "Det. n. 1", fundCents: "100" },
      spendableFrom: "2026-01-01T00:00:00Z",
      spendableUntil: "2026-12-31T00:00:00Z",
      categories: [1],
    };
    expect(programmeInput.parse(draft).accountsPerRecharge).to.equal(USUAL.accounts);
    expect(USUAL.accounts).to.equal(USUAL_ACCOUNTS_PER_RECHARGE);
  });

  it("loses no cent on the way", () => {
    const { payments, accounts, batches } = playYear(town, USUAL, SEED);
    const paid = payments.reduce((sum, { amount }) => sum + amount, 0n);
    const settled = batches.flatMap(({ groups }) => groups.flatMap((group) => group.transfers));
    expect(settled.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(paid);
    const credited = [...accounts.values()].reduce((sum, account) => sum + account.credited, 0n);
    const held = [...accounts.values()].reduce((sum, account) => sum + account.balance, 0n);
    expect(credited).to.equal(paid + held);
    expect(credited).to.equal(12n * town.aid.reduce((sum, aid) => sum + aid, 0n));
  });
});
