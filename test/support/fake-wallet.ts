import type { Page } from "playwright-core";
import { type Hex, hexToString } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";

/** What a fake wallet does wrong; nothing where it is left out. */
export type WalletFaults = {
  /** A question that its owner refuses. */
  readonly refuses?: string;
  /** The chain that it is on, in hexadecimal. */
  readonly chainId?: string;
};

/** A browser's wallet with a key of its own, in every page that is opened from now on. */
export async function plantWallet(
  page: Page,
  account: PrivateKeyAccount,
  { refuses, chainId = "0x7a69" }: WalletFaults = {},
): Promise<void> {
  await page.exposeFunction("askFakeWallet", (method: string, params: unknown[]) =>
    answerAs(account, method, params),
  );
  await page.addInitScript(
    (wallet) => {
      const ask = (globalThis as unknown as { askFakeWallet: Ask }).askFakeWallet;
      const request = async ({ method, params = [] }: { method: string; params?: unknown[] }) => {
        if (method === wallet.refuses) throw Object.assign(new Error("refused"), { code: 4001 });
        if (method === "eth_chainId") return wallet.chainId;
        return ask(method, params);
      };
      Object.assign(globalThis, { ethereum: { request } });
    },
    { refuses, chainId },
  );
}

type Ask = (method: string, params: unknown[]) => Promise<unknown>;

async function answerAs(
  account: PrivateKeyAccount,
  method: string,
  [first, second]: unknown[],
): Promise<unknown> {
  if (method === "eth_requestAccounts") return [account.address.toLowerCase()];
  if (method === "personal_sign")
    return account.signMessage({ message: hexToString(first as Hex) });
  if (method === "eth_signTypedData_v4")
    return account.signTypedData(JSON.parse(String(second)) as never);
  throw new Error(`The fake wallet knows no ${method}.`);
}
