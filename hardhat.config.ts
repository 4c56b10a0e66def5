import { fileURLToPath } from "node:url";

import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import { defineConfig } from "hardhat/config";

/** Where `npm test` wants Mocha's report; without it the results go to the screen. */
const report = process.env["BORGO_MOCHA_REPORT"];

export default defineConfig({
  plugins: [hardhatEthers, hardhatEthersChaiMatchers, hardhatMocha, hardhatNetworkHelpers],
  solidity: {
    version: "0.8.37",
    // The compiler comes with npm: nothing is downloaded while building.
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    settings: {
      viaIR: true,
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 10_000 },
    },
  },
  test: {
    solidity: {
      fuzz: { runs: 512 },
      // Everything the town does is meant to go through: an act that reverts is a mistake of the test's.
      invariant: { runs: 64, depth: 100, failOnRevert: true },
    },
    mocha: {
      forbidOnly: true,
      ...(report === undefined ? {} : { reporter: "json", reporterOptions: { output: report } }),
    },
  },
  paths: {
    sources: "contracts",
    tests: { mocha: "test/contracts", solidity: "test/fuzz" },
  },
});
