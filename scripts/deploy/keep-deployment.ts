import { createPublicClient, http } from "viem";

import type { ContractName, Deployment } from "#core/chain/deployment.ts";

import { CannotStart } from "../../server/app/cannot-start.ts";
import { ARTIFACT_OF, VOUCHER_ARTIFACT, hashOfAbi, readArtifact } from "./artifacts.ts";
import { type TownDeployment, deployTown } from "./deploy-town.ts";
import { deploymentPath, readDeployment } from "./deployment-file.ts";

/**
 * The contracts that this chain's money is in, deployed if there are none yet. A programme's money stays in the
 * contracts that it was opened on, so those stand as they are when the sources have moved on, as long as the service
 * still speaks their language; throws `CannotStart` where it does not, or where the chain has lost them and they can't
 * come back at the same addresses.
 */
export async function keepDeployment(order: TownDeployment): Promise<Deployment> {
  const path = deploymentPath(order.folder, order.chain.network);
  const known = await readDeployment(path);
  if (known === undefined) return await deployTown(order);
  await checkLanguage(known, path);
  if (await isOnChain(order.rpcUrl, known)) return known;
  const deployed = await deployTown(order);
  if (addressesOf(deployed) !== addressesOf(known))
    throw new CannotStart(
      `La catena locale ha perso i contratti di ${path} e questa versione del programma ne farebbe di diversi: rimettere la copia di sicurezza, o usare la versione ${known.commit}.`,
    );
  return deployed;
}

async function checkLanguage(known: Deployment, path: string): Promise<void> {
  const voucher = await readArtifact(VOUCHER_ARTIFACT);
  const names = Object.keys(ARTIFACT_OF) as ContractName[];
  const same = await Promise.all(
    names.map(async (name) => {
      const { abi } = await readArtifact(ARTIFACT_OF[name]);
      return hashOfAbi(abi) === known.contracts[name].abiHash;
    }),
  );
  if (same.every(Boolean) && hashOfAbi(voucher.abi) === known.voucherAbiHash) return;
  throw new CannotStart(
    `I contratti di questi dati (${path}, versione ${known.commit}) non sono quelli che questo programma sa usare: tornare a quella versione, o indicare un'altra cartella con BORGO_DATA. Nulla è stato toccato.`,
  );
}

async function isOnChain(rpcUrl: string, { contracts }: Deployment): Promise<boolean> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const codes = await Promise.all(
    Object.values(contracts).map(({ address }) => client.getCode({ address })),
  );
  return codes.every((code) => code !== undefined);
}

function addressesOf({ contracts }: Deployment): string {
  return Object.entries(contracts)
    .map(([name, { address }]) => `${name} ${address}`)
    .sort()
    .join();
}
