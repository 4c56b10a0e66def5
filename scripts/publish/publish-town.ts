import type { Address, PublicClient } from "viem";

import type { Chain, Verifier } from "#core/chain/chains.ts";
import { CONTRACT_NAMES, type Deployment } from "#core/chain/deployment.ts";

import { type Artifact, VOUCHER_ARTIFACT, readArtifact } from "../deploy/artifacts.ts";
import { DeployRefused, connectReader } from "../deploy/deployer.ts";
import { planTown } from "../deploy/plan-town.ts";
import { createEtherscan } from "./etherscan.ts";
import { type Outcome, type Patience, publishContract } from "./publish-contract.ts";
import { type PublishedSource, readSource } from "./published-source.ts";
import { createSourcify } from "./sourcify.ts";
import type { Submission, VerifierClient } from "./verifier-client.ts";

export type TownPublication = {
  readonly chain: Chain;
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly verifiers: readonly Verifier[];
  /** Etherscan answers nobody without one. */
  readonly etherscanKey: string | undefined;
  readonly patience: Patience;
  readonly say: (line: string) => void;
};

/** How many sources were to be published, and how many of them are not. */
export type Published = { readonly wanted: number; readonly missing: number };

type Named = Submission & { readonly name: string };

/**
 * Publishes the sources of a municipality's contracts, and of the vouchers that its programmes have opened, with each
 * verifier; what is published already is left. A verifier that fails is told and costs the others nothing. Throws
 * `DeployRefused` where these sources are not the contracts'.
 */
export async function publishTown(order: TownPublication): Promise<Published> {
  const submissions = await submissionsOf(order);
  const counts = await Promise.all(
    order.verifiers.map(async (verifier) => {
      const client = clientOf(verifier, order);
      if (client === undefined) {
        order.say(`${verifier.kind}: left out, because ETHERSCAN_API_KEY is not set.`);
        return { wanted: 0, missing: 0 };
      }
      return await publishWith(client, labelOf(verifier), submissions, order);
    }),
  );
  return {
    wanted: counts.reduce((sum, { wanted }) => sum + wanted, 0),
    missing: counts.reduce((sum, { missing }) => sum + missing, 0),
  };
}

function labelOf({ kind, apiUrl }: Verifier): string {
  return `${kind} (${new URL(apiUrl).host})`;
}

function clientOf(
  { kind, apiUrl }: Verifier,
  { chain, etherscanKey, patience }: TownPublication,
): VerifierClient | undefined {
  const { answerMs } = patience;
  if (kind === "sourcify") return createSourcify(apiUrl, answerMs);
  if (kind === "blockscout") return createEtherscan(apiUrl, {}, answerMs);
  if (etherscanKey === undefined) return undefined;
  const tags = { chainid: String(chain.chainId), apikey: etherscanKey };
  return createEtherscan(apiUrl, tags, answerMs);
}

/** One after the other: explorers are shy of many requests at once. One that is down is not asked about the rest. */
async function publishWith(
  client: VerifierClient,
  label: string,
  submissions: readonly Named[],
  { patience, say }: TownPublication,
): Promise<Published> {
  let done = 0;
  for (const submission of submissions) {
    const outcome = await publishContract(client, submission, patience);
    say(`${label}: ${submission.name} ${submission.address} ${describe(outcome)}`);
    if (outcome.state === "published" || outcome.state === "already") done += 1;
    if (outcome.state === "down") break;
  }
  return { wanted: submissions.length, missing: submissions.length - done };
}

function describe(outcome: Outcome): string {
  switch (outcome.state) {
    case "published":
      return "published";
    case "already":
      return "published already";
    case "refused":
      return `NOT published: it was refused: ${outcome.reason}`;
    case "unfinished":
      return `NOT published yet: ${outcome.reason}`;
    case "down":
      return `NOT published, nor what follows: ${outcome.reason}`;
  }
}

async function submissionsOf(order: TownPublication): Promise<Named[]> {
  const { chain, deployment } = order;
  const plan = await planTown(deployment.deployer, deployment.town);
  const other = CONTRACT_NAMES.filter(
    (name) => plan[name].address.toLowerCase() !== deployment.contracts[name].address,
  );
  // An address follows from the code: another address, another code.
  if (other.length > 0)
    throw new DeployRefused(
      `The sources here are not those of ${chain.network}'s ${other.join(", ")}: check out commit ${deployment.commit} and publish from there.`,
    );
  const reader = await connectReader(chain, order.rpcUrl);
  const town = CONTRACT_NAMES.map((name) => ({ name, ...plan[name] }));
  const artifact = await readArtifact(VOUCHER_ARTIFACT);
  const vouchers = await vouchersOf(reader, plan.programmes);
  const all = [
    ...town,
    ...vouchers.map((address) => ({
      name: "voucher",
      address,
      artifact,
      constructorArguments: "0x" as const,
    })),
  ];
  const sources = await sourcesOf(all.map((one) => one.artifact));
  return all.map(({ name, address, constructorArguments, artifact: { contractName } }) => ({
    name,
    address,
    constructorArguments,
    chainId: chain.chainId,
    source: sources.get(contractName)!,
  }));
}

/** Asked of the contract, because nodes tell events of a few thousand blocks only. */
async function vouchersOf(
  reader: PublicClient,
  { address, artifact: { abi } }: { address: Address; artifact: Artifact },
): Promise<Address[]> {
  const read = (functionName: string, args: readonly unknown[] = []) =>
    reader.readContract({ address, abi, functionName, args: [...args] });
  const count = Number((await read("programmeCount")) as bigint);
  return await Promise.all(
    Array.from({ length: count }, async (_, index) =>
      read("voucherByIndex", [BigInt(index)]).then((voucher) => voucher as Address),
    ),
  );
}

async function sourcesOf(
  artifacts: readonly Artifact[],
): Promise<ReadonlyMap<string, PublishedSource>> {
  const sources = new Map<string, PublishedSource>();
  for (const artifact of artifacts)
    if (!sources.has(artifact.contractName))
      sources.set(artifact.contractName, await readSource(artifact));
  return sources;
}
