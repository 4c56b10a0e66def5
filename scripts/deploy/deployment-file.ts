import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Deployment } from "#core/chain/deployment.ts";

/** Where the deployment on a network is written: `<folder>/<network>.json`. */
export function deploymentPath(folder: string, network: string): string {
  return join(folder, `${network}.json`);
}

/** Reads `deployments/<network>.json`; `undefined` where there is none. */
export async function readDeployment(path: string): Promise<Deployment | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Deployment;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes it whole or not at all. */
export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, "w");
  try {
    await file.writeFile(`${JSON.stringify(deployment, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
