import { fileURLToPath } from "node:url";

import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import { defineConfig } from "hardhat/config";

/** Where `npm test` wants Mocha's report; without it the results go to the screen. */
const report = process.env["BORGO_MOCHA_REPORT"];

/** Mutants are compiled in the fastest way there is, and left at the first test that fails. */
const isMutant = process.env["BORGO_MUTANT"] === "yes";

/** What is not optimised is longer than a chain takes. */
const UNLIMITED = { type: "edr-simulated", allowUnlimitedContractSize: true } as const;

/** `npm run fuzz` sets these: more runs than `npm test` has time for, and other numbers each time. */
const runs = Number(process.env["BORGO_FUZZ_RUNS"] ?? 256);
const seed = process.env["BORGO_FUZZ_SEED"];

export default defineConfig({
  plugins: [hardhatEthers, hardhatEthersChaiMatchers, hardhatMocha, hardhatNetworkHelpers],
  solidity: {
    version: "0.8.37",
    // The compiler comes with npm: nothing is downloaded while building.
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    settings: {
      viaIR: !isMutant,
      evmVersion: "cancun",
      optimizer: { enabled: !isMutant, runs: 10_000 },
    },
  },
  ...(isMutant ? { networks: { default: UNLIMITED } } : {}),
  test: {
    solidity: {
      fuzz: { runs: isMutant ? 64 : Math.max(runs, 512), ...(seed === undefined ? {} : { seed }) },
      // The town expects each refusal and catches it: an act that reverts otherwise is a failure.
      invariant: { runs, depth: 128, failOnRevert: true },
    },
    mocha: {
      forbidOnly: true,
      bail: isMutant,
      ...(report === undefined ? {} : { reporter: "json", reporterOptions: { output: report } }),
    },
  },
  paths: {
    sources: "contracts",
    tests: { mocha: "test/contracts", solidity: "test/fuzz" },
  },
});
