import { requestJson } from "./request.ts";

/** A single-use nonce for Sign-In with Ethereum. */
export async function createOfficerNonce(): Promise<string> {
  const { nonce } = await requestJson<{ nonce: string }>("/api/officers/nonce", { method: "POST" });
  return nonce;
}
