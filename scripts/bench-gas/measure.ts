import { network } from "hardhat";

import { GasChain } from "./gas-chain.ts";
import { measureOthers } from "./others.ts";
import { type Measures, measureOurs } from "./ours.ts";
import { type Hardfork, type OwnFigures, HARDFORKS, bytecodeSizes } from "./report.ts";

/** The contracts alone, under each set of rules. */
export async function measureOwn(): Promise<OwnFigures> {
  const hardforks = {} as Record<Hardfork, Measures>;
  for (const hardfork of HARDFORKS) hardforks[hardfork] = await onFresh(hardfork, measureOurs);
  return { hardforks, bytecode: await bytecodeSizes() };
}

export function measureOthersNow(): Promise<Measures> {
  return onFresh("osaka", measureOthers);
}

/** Runs on a node of its own, in this process: the same on every machine. */
async function onFresh<Found>(
  hardfork: Hardfork,
  run: (chain: GasChain) => Promise<Found>,
): Promise<Found> {
  const connection = await network.create({ override: { hardfork } });
  try {
    return await run(await GasChain.connect(connection.provider as never));
  } finally {
    await connection.close();
  }
}
