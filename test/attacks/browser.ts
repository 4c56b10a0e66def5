import { privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";

import type { Town } from "../../scripts/scenario/officer.ts";

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly json?: unknown;
  readonly csv?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Received = {
  readonly status: number;
  /** The problem's code, or an empty text. */
  readonly code: string;
  readonly text: string;
  readonly contentType: string;
  readonly cookies: string;
  readonly milliseconds: number;
};

/** Sends any request as it stands, with whatever cookies and headers an attacker likes. */
export async function send(url: string, cookie: string, sent: Sent): Promise<Received> {
  const started = performance.now();
  const answer = await fetch(`${url}${sent.path}`, {
    method: sent.method,
    headers: {
      ...(cookie === "" ? {} : { cookie }),
      ...(sent.json === undefined ? {} : { "content-type": "application/json" }),
      ...(sent.csv === undefined ? {} : { "content-type": "text/csv" }),
      ...sent.headers,
    },
    ...bodyOf(sent),
    redirect: "manual",
  });
  const text = await answer.text();
  return {
    status: answer.status,
    code: codeOf(text),
    text,
    contentType: answer.headers.get("content-type") ?? "",
    cookies: answer.headers.getSetCookie().join("\n"),
    milliseconds: performance.now() - started,
  };
}

function bodyOf({ json, csv }: Sent): { body?: string } {
  if (csv !== undefined) return { body: csv };
  return json === undefined ? {} : { body: JSON.stringify(json) };
}

function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code ?? "");
  } catch {
    return "";
  }
}

/** The cookie that an answer sets, as the browser sends it back. */
export function cookieOf({ cookies }: Received): string {
  return /^[^=]+=[^;]*/.exec(cookies)?.[0] ?? "";
}

/** Activates a till and answers its cookie. */
export async function openTill(
  url: string,
  { code, password }: { code: string; password: string },
): Promise<string> {
  const json = { activationCode: code, password, label: "Cassa" };
  const answer = await send(url, "", { method: "POST", path: "/api/tills", json });
  if (answer.status !== 201) throw new Error(`No till: ${answer.text}`);
  return cookieOf(answer);
}

export type SiweFields = Parameters<typeof createSiweMessage>[0];

/** A message as this town wants it, with a fresh nonce. */
export async function siweFields(url: string, address: `0x${string}`): Promise<SiweFields> {
  const town = JSON.parse((await send(url, "", { method: "GET", path: "/api/town" })).text) as Town;
  const answer = await send(url, "", { method: "POST", path: "/api/officers/nonce" });
  const { nonce } = JSON.parse(answer.text) as { nonce: string };
  return {
    address,
    chainId: town.chainId,
    domain: new URL(town.publicUrl).host,
    uri: town.publicUrl,
    nonce,
    version: "1",
    issuedAt: new Date(),
  };
}

/** Signs a wallet in and answers its cookie. */
export async function signIn(url: string, privateKey: `0x${string}`): Promise<string> {
  const account = privateKeyToAccount(privateKey);
  const message = createSiweMessage(await siweFields(url, account.address));
  const signature = await account.signMessage({ message });
  const path = "/api/officers/session";
  const answer = await send(url, "", { method: "POST", path, json: { message, signature } });
  if (answer.status !== 201) throw new Error(`No session: ${answer.text}`);
  return cookieOf(answer);
}
