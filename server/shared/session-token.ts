import { createHash } from "node:crypto";

import type { Random } from "./random.ts";

const TOKEN_BYTES = 32;

/** What a session's cookie carries: random, and told nobody but the browser. */
export function createToken(random: Random): string {
  return random.bytes(TOKEN_BYTES).toString("base64url");
}

/** Only the hash of a session's token is stored: the database cannot be used to pose as who holds it. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
