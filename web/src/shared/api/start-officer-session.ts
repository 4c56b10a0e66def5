import { requestJson } from "./request.ts";
import type { OfficerSession } from "./types.ts";

export type SignedMessage = { readonly message: string; readonly signature: string };

/** Signs an officer in with an EIP-4361 message. */
export function startOfficerSession(signed: SignedMessage): Promise<OfficerSession> {
  return requestJson<OfficerSession>("/api/officers/session", { method: "POST", json: signed });
}
