import { type Result, ok } from "#core/shared/result.ts";

import {
  OFFICE_DOOR,
  type SignInRefusal,
  type SignedMessage,
  checkSignIn,
} from "../shared/wallet-sign-in.ts";
import type { OfficerDeps } from "./officer-roles.ts";
import { type StartedSession, startSession } from "./officer-sessions.ts";

/** Signs an officer in with an EIP-4361 message. What they may do is what the chain says, asked each time. */
export async function signIn(
  deps: OfficerDeps,
  signed: SignedMessage,
  device = "",
): Promise<Result<StartedSession, SignInRefusal>> {
  const officer = await checkSignIn(deps, OFFICE_DOOR, signed);
  return officer.ok ? ok(await startSession(deps, officer.value, device)) : officer;
}
