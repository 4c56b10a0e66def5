/**
 * Deploys a municipality's contracts, or finds that they are there, and publishes their sources.
 *
 *   npm run deploy -- --network NAME [--rpc URL] [--town NAME] [--officers FILE] [--key-file FILE] [--out DIR]
 *
 * The deployer's private key comes from BORGO_DEPLOYER_KEY or from a file; it is never printed. FILE of the officers is
 * JSON: `{"admin": ["0x…"], "treasury": […], "issuer": […], "merchants": […], "rewards": […], "guardian": […]}`.
 * Exit codes: 0 done or nothing to do; 1 refused or failed, with the reason.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { isAddress } from "viem";
import { z } from "zod";

import { CHAINS, type Chain, chainNamed } from "#core/chain/chains.ts";

import { ensureBuilt } from "./build.ts";
import { demoHolders, localDeployerKey } from "./deploy/demo-officers.ts";
import { deployTown } from "./deploy/deploy-town.ts";
import { DeployRefused } from "./deploy/deployer.ts";
import { deploymentPath } from "./deploy/deployment-file.ts";
import type { RoleHolders } from "./deploy/grant-roles.ts";

const OPTIONS = {
  network: { type: "string" },
  rpc: { type: "string" },
  town: { type: "string" },
  officers: { type: "string" },
  "key-file": { type: "string" },
  out: { type: "string" },
} as const;

type Options = { readonly [Name in keyof typeof OPTIONS]?: string };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const chain = chainOf(values);
  await ensureBuilt();
  const folder = values.out ?? join(import.meta.dirname, "../deployments");
  await deployTown({
    chain,
    rpcUrl: rpcUrlOf(chain, values),
    privateKey: await keyOf(chain, values),
    town: values.town ?? process.env.BORGO_TOWN ?? "borgo",
    holders: await holdersOf(chain, values),
    folder,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${deploymentPath(folder, chain.network)}\n`);
}

function chainOf({ network }: Options): Chain {
  const names = CHAINS.map((chain) => chain.network).join(", ");
  if (network === undefined) throw new DeployRefused(`Say where: --network, one of ${names}.`);
  const chain = chainNamed(network);
  if (chain === undefined)
    throw new DeployRefused(`"${network}" is not a network that is described. One of: ${names}.`);
  return chain;
}

function rpcUrlOf(chain: Chain, { rpc }: Options): string {
  const url = rpc ?? chain.rpcUrls[0];
  if (url === undefined)
    throw new DeployRefused(
      `The network ${chain.network} has no public node. Say which: --rpc http://127.0.0.1:PORT, as npm start prints it.`,
    );
  return url;
}

async function keyOf(chain: Chain, options: Options): Promise<`0x${string}`> {
  const file = options["key-file"];
  const text =
    file === undefined
      ? process.env.BORGO_DEPLOYER_KEY
      : await readFile(file, "utf8").catch(() => undefined);
  if (file !== undefined && text === undefined)
    throw new DeployRefused(`The key file ${file} cannot be read.`);
  if (text === undefined && chain.network === "embedded") return localDeployerKey();
  if (text === undefined)
    throw new DeployRefused("No deployer's key: set BORGO_DEPLOYER_KEY or give --key-file FILE.");
  const key = text.trim();
  if (!/^0x[0-9a-fA-F]{64}$/.test(key))
    throw new DeployRefused("The deployer's key is not 0x and 64 hexadecimal digits.");
  return key as `0x${string}`;
}

const addresses = z.array(z.string().refine((text) => isAddress(text), "is not an address"));
const holdersSchema = z.strictObject({
  admin: addresses.min(1),
  treasury: addresses.min(1),
  issuer: addresses.min(1),
  merchants: addresses.min(1),
  rewards: addresses,
  guardian: addresses.min(1),
});

async function holdersOf(chain: Chain, { officers }: Options): Promise<RoleHolders> {
  if (officers === undefined && chain.network === "embedded") return demoHolders();
  if (officers === undefined)
    throw new DeployRefused(
      "Say who the officers are: --officers FILE, a JSON of role to addresses.",
    );
  const parsed = holdersSchema.safeParse(await readJson(officers));
  if (parsed.success) return parsed.data as RoleHolders;
  const first = parsed.error.issues[0]!;
  throw new DeployRefused(`${officers}: ${first.path.join(".")}: ${first.message}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new DeployRefused(`${path} is not a readable JSON file.`, { cause: error });
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`deploy: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
