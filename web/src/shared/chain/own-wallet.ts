import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";

import type { TransfersToSign } from "../api/types.ts";

/**
 * The wallet that a browser has, asked in its own language (EIP-1193): pages for cheap phones load no library for three
 * questions.
 */
export type Wallet = { readonly name: string; readonly provider: Provider };

type Provider = {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
};

export type WalletFault = "none" | "rejected" | "other_account" | "other_chain" | "failed";

/** Why a wallet did not sign. Nothing has happened then. */
export class WalletError extends Error {
  override readonly name = "WalletError";
  readonly fault: WalletFault;
  readonly detail: string | undefined;

  constructor(fault: WalletFault, options: ErrorOptions & { detail?: string } = {}) {
    super(`The wallet did not sign: ${fault}.`, options);
    this.fault = fault;
    this.detail = options.detail;
  }
}

const ANNOUNCING_MS = 150;
const USER_REJECTED = 4001;

type Announcement = { readonly info: { uuid: string; name: string }; readonly provider: Provider };

/** The wallets that announce themselves (EIP-6963); else the one that the browser has always had a place for. */
export async function findWallets(): Promise<readonly Wallet[]> {
  const found = new Map<string, Wallet>();
  const hear = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail;
    found.set(info.uuid, { name: info.name, provider });
  };
  addEventListener("eip6963:announceProvider", hear);
  dispatchEvent(new Event("eip6963:requestProvider"));
  await new Promise((resolve) => setTimeout(resolve, ANNOUNCING_MS));
  removeEventListener("eip6963:announceProvider", hear);
  if (found.size > 0) return [...found.values()];
  const { ethereum } = globalThis as { ethereum?: Provider };
  return ethereum === undefined ? [] : [{ name: "", provider: ethereum }];
}

/** The account that the wallet lets this page use; asks the person where it lets none. */
export async function accountOf({ provider }: Wallet): Promise<string> {
  const accounts = await ask(provider, "eth_requestAccounts");
  const [account] = Array.isArray(accounts) ? (accounts as unknown[]) : [];
  if (typeof account !== "string") throw new WalletError("none");
  return account;
}

/** Has the account sign a text, as it is shown. */
export async function signText(
  { provider }: Wallet,
  account: string,
  text: string,
): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return String(await ask(provider, "personal_sign", [`0x${hex}`, account]));
}

export type SignedTransfers = { digest: string; deadline: string; signature: string }[];

/** Has the account sign what leaves it, one after the other: each is shown with recipient and amount. */
export async function signTransfers(
  wallet: Wallet,
  account: string,
  transfers: TransfersToSign,
): Promise<SignedTransfers> {
  const using = await accountOf(wallet);
  if (using.toLowerCase() !== account.toLowerCase()) throw new WalletError("other_account");
  const signed: SignedTransfers = [];
  for (const transfer of transfers) {
    await moveToChain(wallet, transfer.chainId);
    const data = JSON.stringify(typedData(transfer));
    const signature = await ask(wallet.provider, "eth_signTypedData_v4", [using, data]);
    const { digest, deadline } = transfer;
    signed.push({ digest, deadline, signature: String(signature) });
  }
  return signed;
}

const DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

function typedData({ payment, chainId, token, to, amountCents, ...rest }: TransfersToSign[number]) {
  const { nonce, deadline } = rest;
  const terms = { to, amount: amountCents, nonce, deadline };
  const domain = tokenDomain(chainId, token as `0x${string}`);
  return payment === undefined
    ? {
        ...{ domain, primaryType: "Payment", message: terms },
        types: { EIP712Domain: DOMAIN, ...PAYMENT_TYPES },
      }
    : {
        ...{ domain, primaryType: "Reversal", message: { payment, ...terms } },
        types: { EIP712Domain: DOMAIN, ...REVERSAL_TYPES },
      };
}

/** Wallets sign for the chain that they are on, and no other. */
async function moveToChain({ provider }: Wallet, id: number): Promise<void> {
  const chainId = `0x${id.toString(16)}`;
  if (Number(await ask(provider, "eth_chainId")) === id) return;
  try {
    await ask(provider, "wallet_switchEthereumChain", [{ chainId }]);
  } catch (cause) {
    if (cause instanceof WalletError && cause.fault === "rejected") throw cause;
    throw new WalletError("other_chain", { cause });
  }
}

async function ask(
  provider: Provider,
  method: string,
  params: readonly unknown[] = [],
): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    if (code === USER_REJECTED) throw new WalletError("rejected", { cause });
    throw new WalletError("failed", {
      cause,
      ...(typeof message === "string" ? { detail: message } : {}),
    });
  }
}
