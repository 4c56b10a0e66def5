import { createConfig, createStorage, injected } from "wagmi";

import type { DemoOfficer, Town } from "../api/types.ts";
import { demoConnector } from "./demo-connector.ts";
import { RPC_PATH, proxyTransport, townChain } from "./town-chain.ts";

/**
 * The wallets an officer may connect: what the browser has and, on the embedded chain only, the demo officers that
 * the service names. Reads go through the service in either case.
 */
export function createWalletConfig(
  town: Town,
  demoOfficers: readonly DemoOfficer[],
  origin = location.origin,
) {
  const chain = townChain(town, `${origin}${RPC_PATH}`);
  return createConfig({
    chains: [chain],
    connectors: [injected(), ...demoOfficers.map((officer) => demoConnector(officer, origin))],
    transports: { [chain.id]: proxyTransport(origin) },
    storage: createStorage({ storage: localStorage, key: "borgo.wallet" }),
  });
}

export type WalletConfig = ReturnType<typeof createWalletConfig>;
