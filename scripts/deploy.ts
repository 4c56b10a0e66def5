/**
 * Deploys a municipality's contracts, or finds that they are there, and publishes their sources and those of the
 * vouchers with the explorers of the network.
 *
 *   npm run deploy -- --network NAME [--rpc URL] [--town NAME] [--officers FILE] [--key-file FILE] [--out DIR]
 *   npm run deploy -- --network NAME --verify-only          publishes the sources of what is deployed; needs no key
 *   … --no-verify                                           deploys only
 *   … --verifier KIND=URL                                   these instead of the network's; may be given several times
 *   … --verify-wait SECONDS                                 how long a verifier may take for one contract: 120
 *
 * The deployer's private key comes from BORGO_DEPLOYER_KEY or from a file; it is never printed. FILE of the officers is
 * JSON: `{"admin": ["0x…"], "treasury": […], "issuer": […], "merchants": […], "rewards": […], "guardian": […]}`.
 * Etherscan wants a key, ETHERSCAN_API_KEY; without it, it is left out.
 * Exit codes: 0 done or nothing to do; 1 refused or failed, with the reason; 2 deployed, but not all sources published.
 */
import type { Chain } from "#core/chain/chains.ts";
import type { Deployment } from "#core/chain/deployment.ts";

import { CONTRACTS, ensureBuilt } from "./build.ts";
import {
  type Options,
  chainOf,
  folderOf,
  holdersOf,
  keyOf,
  readOptions,
  rpcUrlOf,
  verifiersOf,
  verifyWaitOf,
} from "./deploy/command-line.ts";
import { deployTown } from "./deploy/deploy-town.ts";
import { DeployRefused, reasonOf } from "./deploy/deployer.ts";
import { deploymentPath, readDeployment } from "./deploy/deployment-file.ts";
import { patienceOf } from "./publish/publish-contract.ts";
import { publishTown } from "./publish/publish-town.ts";

const NOT_ALL_PUBLISHED = 2;

async function main(): Promise<number> {
  const options = readOptions();
  const chain = chainOf(options);
  const publish = publication(chain, options);
  const deployment = options["verify-only"]
    ? await deployedOf(chain, options)
    : await deploy(chain, options);
  return await publish(deployment);
}

async function deploy(chain: Chain, options: Options): Promise<Deployment> {
  const folder = folderOf(options);
  const order = {
    chain,
    rpcUrl: rpcUrlOf(chain, options),
    privateKey: await keyOf(chain, options),
    town: options.town ?? process.env.BORGO_TOWN ?? "borgo",
    holders: await holdersOf(chain, options),
    folder,
    say,
  };
  await ensureBuilt([CONTRACTS]);
  const deployment = await deployTown(order);
  say(deploymentPath(folder, chain.network));
  return deployment;
}

async function deployedOf(chain: Chain, options: Options): Promise<Deployment> {
  const path = deploymentPath(folderOf(options), chain.network);
  const deployment = await readDeployment(path);
  if (deployment === undefined)
    throw new DeployRefused(`There is no ${path}: nothing was deployed from here yet.`);
  await ensureBuilt([CONTRACTS]);
  return deployment;
}

/** Reads what was typed before anything is deployed; the deployment is safe from what follows. */
function publication(chain: Chain, options: Options) {
  const rpcUrl = rpcUrlOf(chain, options);
  const verifiers = verifiersOf(chain, options);
  const patience = patienceOf(verifyWaitOf(options));
  return async (deployment: Deployment): Promise<number> => {
    if (verifiers.length === 0) return 0;
    const etherscanKey = process.env["ETHERSCAN_API_KEY"] || undefined;
    const order = { chain, rpcUrl, deployment, verifiers, etherscanKey, patience, say };
    const { wanted, missing } = await publishTown(order);
    if (missing === 0) return 0;
    process.stderr.write(
      `deploy: the contracts are deployed, but ${missing} of ${wanted} sources are not published. To try again: npm run deploy -- --network ${chain.network} --verify-only\n`,
    );
    return NOT_ALL_PUBLISHED;
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`deploy: ${reasonOf(error)}\n`);
  return 1;
});
