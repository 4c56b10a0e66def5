import { hashRaw } from "@node-rs/argon2";
import type pg from "pg";

import type { Random } from "../shared/random.ts";
import type { Grants } from "./grants.ts";
import type { KeyEncryptionKeys } from "./key-encryption-keys.ts";
import type { Argon2Parameters, Sealing, Stretch } from "./seal-seed.ts";
import type { TryPace } from "./try-pace.ts";
import { type TryQueue, onFreeCore } from "./try-queue.ts";

/** What the signer's operations work with: made once, when the process starts. */
export type Signer = {
  readonly db: pg.Pool;
  readonly keys: KeyEncryptionKeys;
  readonly random: Random;
  readonly queue: TryQueue;
  readonly grants: Grants;
  readonly pace: TryPace;
  /** What new sealings use; older ones are sealed anew at their next use. */
  readonly argon2: Argon2Parameters;
};

/** OWASP's minimum for argon2id. A town may raise it, never lower it. */
export const LEAST_ARGON2: Argon2Parameters = { memoryKib: 19_456, passes: 2 };

const ARGON2ID = 2;
const STRETCHED_BYTES = 32;

/** What seals and opens seeds, waiting for a free core; tills' requests go before the making of new cards. */
export function sealingOf({ keys, random, queue }: Signer, isUrgent: boolean): Sealing {
  const stretchInTurn: Stretch = (password, salt, parameters) =>
    onFreeCore(queue, isUrgent, () => stretch(password, salt, parameters));
  return { keys, random, stretch: stretchInTurn };
}

/** argon2id, version 1.3, one lane, 32 bytes. */
export function stretch(
  password: Uint8Array,
  salt: Uint8Array,
  { memoryKib, passes }: Argon2Parameters,
): Promise<Buffer> {
  return hashRaw(password, {
    algorithm: ARGON2ID,
    memoryCost: memoryKib,
    timeCost: passes,
    parallelism: 1,
    outputLen: STRETCHED_BYTES,
    salt,
  });
}
