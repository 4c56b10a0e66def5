import {
  type Address,
  type EIP1193RequestFn,
  type Hex,
  createWalletClient,
  custom,
  hexToBigInt,
  isHex,
  numberToHex,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { createConnector } from "wagmi";

import type { DemoOfficer } from "../api/types.ts";
import { RPC_PATH, proxyTransport } from "./town-chain.ts";

const CONNECTED_KEY = "borgo.demo-officer";

type TransactionParameters = { to?: Address; data?: Hex; value?: Hex; gas?: Hex };
type Provider = { request: EIP1193RequestFn };

/**
 * A wallet in the page for one demo officer, so that a newcomer needs no extension. It signs whatever the page asks:
 * the key is public and worth nothing anywhere but on the embedded chain, where alone the service offers it.
 */
export function demoConnector(officer: DemoOfficer, origin: string) {
  const account = privateKeyToAccount(officer.privateKey as Hex);
  const id = demoConnectorId(officer.address);
  return createConnector<Provider>((config) => {
    const chain = config.chains[0];
    const provider = demoProvider(account, chain, origin);
    return {
      id,
      name: officer.name,
      type: "demo",
      // The interface asks for a promise of either shape of accounts, by a flag that nobody here sets.
      connect: async () => {
        sessionStorage.setItem(CONNECTED_KEY, id);
        return { accounts: [account.address] as never, chainId: chain.id };
      },
      disconnect: async () => sessionStorage.removeItem(CONNECTED_KEY),
      getAccounts: async () => [account.address],
      getChainId: async () => chain.id,
      getProvider: async () => provider,
      isAuthorized: async () => sessionStorage.getItem(CONNECTED_KEY) === id,
      switchChain: async () => chain,
      onAccountsChanged: () => undefined,
      onChainChanged: () => undefined,
      onDisconnect: () => config.emitter.emit("disconnect"),
    };
  });
}

export function demoConnectorId(address: string): string {
  return `demo-${address.toLowerCase()}`;
}

function demoProvider(
  account: PrivateKeyAccount,
  chain: Parameters<typeof createWalletClient>[0]["chain"] & { id: number },
  origin: string,
): Provider {
  const transport = proxyTransport(origin);
  const wallet = createWalletClient({ account, chain, transport });
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const [first, second] = (params ?? []) as unknown[];
    if (method === "eth_accounts" || method === "eth_requestAccounts") return [account.address];
    if (method === "eth_chainId") return numberToHex(chain.id);
    if (method === "personal_sign") return account.signMessage({ message: messageOf(first) });
    if (method === "eth_signTypedData_v4")
      return account.signTypedData(JSON.parse(String(second)) as never);
    if (method === "eth_sendTransaction")
      return wallet.sendTransaction(transactionOf(first as TransactionParameters) as never);
    return wallet.request({ method, params } as never);
  };
  return custom({ request }, { key: RPC_PATH, retryCount: 0 })({ chain }) as unknown as Provider;
}

function messageOf(text: unknown) {
  return isHex(text) ? { raw: text } : String(text);
}

function transactionOf({ to, data, value, gas }: TransactionParameters) {
  return {
    to,
    data,
    ...(value === undefined ? {} : { value: hexToBigInt(value) }),
    ...(gas === undefined ? {} : { gas: hexToBigInt(gas) }),
  };
}
