import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { isAddress } from "viem";
import { z } from "zod";

import { CHAINS, type Chain, type Verifier, chainNamed } from "#core/chain/chains.ts";

import { demoHolders, localDeployerKey } from "./demo-officers.ts";
import { DeployRefused } from "./deployer.ts";
import type { RoleHolders } from "./grant-roles.ts";

const OPTIONS = {
  network: { type: "string" },
  rpc: { type: "string" },
  town: { type: "string" },
  officers: { type: "string" },
  "key-file": { type: "string" },
  out: { type: "string" },
  verifier: { type: "string", multiple: true },
  "verify-wait": { type: "string" },
  "verify-only": { type: "boolean" },
  "no-verify": { type: "boolean" },
} as const;

export type Options = ReturnType<typeof parse>;

function parse() {
  return parseArgs({ options: OPTIONS }).values;
}

/** What was typed. Throws `DeployRefused` where it cannot be meant. */
export function readOptions(): Options {
  try {
    const values = parse();
    if (values["verify-only"] && values["no-verify"])
      throw new DeployRefused("--verify-only and --no-verify leave nothing to do.");
    return values;
  } catch (error) {
    if (error instanceof DeployRefused) throw error;
    throw new DeployRefused((error as Error).message.split(". ")[0]!, { cause: error });
  }
}

export function folderOf({ out }: Options): string {
  return out ?? join(import.meta.dirname, "../../deployments");
}

export function chainOf({ network }: Options): Chain {
  const names = CHAINS.map((chain) => chain.network).join(", ");
  if (network === undefined) throw new DeployRefused(`Say where: --network, one of ${names}.`);
  const chain = chainNamed(network);
  if (chain === undefined)
    throw new DeployRefused(`"${network}" is not a network that is described. One of: ${names}.`);
  return chain;
}

export function rpcUrlOf(chain: Chain, { rpc }: Options): string {
  const url = rpc ?? chain.rpcUrls[0];
  if (url === undefined)
    throw new DeployRefused(
      `The network ${chain.network} has no public node. Say which: --rpc http://127.0.0.1:PORT, as npm start prints it.`,
    );
  if (!URL.canParse(url)) throw new DeployRefused("--rpc is not an address of a node.");
  return url;
}

export async function keyOf(chain: Chain, options: Options): Promise<`0x${string}`> {
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

export async function holdersOf(chain: Chain, { officers }: Options): Promise<RoleHolders> {
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

const KINDS: readonly string[] = [
  "sourcify",
  "blockscout",
  "etherscan",
] satisfies Verifier["kind"][];

/** The network's own verifiers, or those that were named. */
export function verifiersOf(chain: Chain, options: Options): readonly Verifier[] {
  if (options["no-verify"]) return [];
  return options.verifier?.map(verifierOf) ?? chain.verifiers;
}

function verifierOf(text: string): Verifier {
  const [kind, apiUrl] = [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
  if (!KINDS.includes(kind) || !URL.canParse(apiUrl))
    throw new DeployRefused(
      `--verifier ${text}: write KIND=URL, where KIND is one of ${KINDS.join(", ")} and URL the address of its API.`,
    );
  return { kind: kind as Verifier["kind"], apiUrl: apiUrl.replace(/\/+$/, "") };
}

const USUAL_WAIT_SECONDS = 120;

export function verifyWaitOf(options: Options): number {
  const seconds = Number(options["verify-wait"] ?? USUAL_WAIT_SECONDS);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new DeployRefused("--verify-wait is not a number of seconds.");
}
