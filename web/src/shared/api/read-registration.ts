import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

export type Registration = { readonly merchants: number; readonly transaction: TransactionRequest };

/** The transaction that registers on chain the invited merchants, for MERCHANTS to sign. */
export function readRegistration(): Promise<Registration> {
  return requestJson<Registration>("/api/merchants/registration");
}
