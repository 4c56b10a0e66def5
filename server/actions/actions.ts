import { type CodeKind, type KindRefusal, encodeCode, readSecret } from "#core/card/card-code.ts";
import type { ActionId, PresenceId } from "#core/shared/ids.ts";
import { type Result, ok } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor } from "../shared/database.ts";

const noteContext = (id: ActionId) => `actions/note/${id}`;
const reasonContext = (id: PresenceId) => `actions/presence-reason/${id}`;

/** What an organiser wrote of an action, and why an officer decided on a presence: free words, encrypted at rest. */
export function sealNote(custody: Custody, id: ActionId, text: string): Buffer {
  return custody.sealText(noteContext(id), text);
}

export function openNote(custody: Custody, id: ActionId, sealed: Buffer): string {
  return custody.openText(noteContext(id), sealed);
}

export function sealReason(custody: Custody, id: PresenceId, text: string): Buffer {
  return custody.sealText(reasonContext(id), text);
}

export function openReason(custody: Custody, id: PresenceId, sealed: Buffer): string {
  return custody.openText(reasonContext(id), sealed);
}

export async function actionById(db: Executor, id: ActionId) {
  return db.selectFrom("civic_action").selectAll().where("id", "=", id).executeTakeFirst();
}

/** A code as scanned or typed, in the one way of writing that its keyed hash is made of. */
export function readCodeText(kind: CodeKind, text: string): Result<string, KindRefusal> {
  const secret = readSecret(kind, text);
  return secret.ok ? ok(encodeCode(kind, secret.value)) : secret;
}

/** Keyed hash under which a code is filed: whoever reads the database cannot claim or scan with it. */
export function codeLookup(custody: Custody, kind: "organiser" | "claim", code: string): Buffer {
  return custody.lookupOf(`actions/${kind}-code`, code);
}
