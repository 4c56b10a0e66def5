import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";

import { LEAST_ARGON2, stretch } from "../../server/custody/signer.ts";

const SECONDS = 5;

/**
 * How many passwords this machine checks in a second when it does nothing else, on all its cores: no service that checks
 * them can take more payments than that.
 */
export async function measureArgon2(): Promise<number> {
  const startedMs = performance.now();
  const untilMs = startedMs + SECONDS * 1000;
  let checked = 0;
  const work = async () => {
    while (performance.now() < untilMs) {
      await stretch(Buffer.from("12345678"), randomBytes(16), LEAST_ARGON2);
      checked += 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return checked / ((performance.now() - startedMs) / 1000);
}
