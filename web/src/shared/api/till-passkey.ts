import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";

import { request, requestJson } from "./request.ts";
import type { Till } from "./types.ts";

const PATH = "/api/tills/current/passkey";

/** What to ask the device in order to bind this till to it. */
export function offerPasskey(): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return requestJson(`${PATH}/offer`, { method: "POST" });
}

export function bindTill(answer: RegistrationResponseJSON): Promise<Till> {
  return requestJson(PATH, { method: "POST", json: answer });
}

/** What to ask the device of a locked till. */
export function challengeTill(): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return requestJson(`${PATH}/challenge`, { method: "POST" });
}

export function unlockTill(answer: AuthenticationResponseJSON): Promise<Till> {
  return requestJson(`${PATH}/answer`, { method: "POST", json: answer });
}

export function unbindTill(): Promise<Response> {
  return request(PATH, { method: "DELETE" });
}
