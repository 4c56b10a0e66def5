import type { Address, Hex } from "viem";

import type { PublishedSource } from "./published-source.ts";

/** A contract on a chain, and what it was made from. */
export type Submission = {
  readonly chainId: number;
  readonly address: Address;
  readonly source: PublishedSource;
  readonly constructorArguments: Hex;
};

/** Where a submission stands. Without a ticket the verifier did not take it yet, and is to be given it again. */
export type Step =
  | { readonly state: "published" }
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "waiting"; readonly reason: string; readonly ticket?: string };

/** One verifier's API. Each call throws `VerifierDown` where it does not answer as it should. */
export type VerifierClient = {
  isPublished(submission: Submission): Promise<boolean>;
  submit(submission: Submission): Promise<Step>;
  look(ticket: string): Promise<Step>;
};

/** A verifier that cannot be worked with now, in words for who runs the deployment. */
export class VerifierDown extends Error {
  override readonly name = "VerifierDown";
}

export type Answer = { readonly status: number; readonly body: unknown };

const TOO_MANY_REQUESTS = 429;
const SERVER_FAILURE = 500;

/** Asks a verifier and reads its JSON. The query of `url` may hold a key: no message tells it. */
export async function ask(url: URL, request: RequestInit, timeoutMs: number): Promise<Answer> {
  const { status, text } = await fetchText(url, request, timeoutMs);
  if (status >= SERVER_FAILURE) throw new VerifierDown(`it answered HTTP ${status}`);
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    if (status === TOO_MANY_REQUESTS) return { status, body: undefined };
    throw new VerifierDown(`it answered something that is no JSON (HTTP ${status})`);
  }
}

async function fetchText(url: URL, request: RequestInit, timeoutMs: number) {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      throw new VerifierDown(`it did not answer within ${timeoutMs / 1000} seconds`, {
        cause: error,
      });
    throw new VerifierDown("it cannot be reached", { cause: error });
  }
}

/** Explorers' sentences can be whole compiler reports: their beginning says enough. */
export function inShort(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
