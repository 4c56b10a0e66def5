import type { Guesser } from "./guess-count-table.ts";
import { type SignerClient, ask } from "./signer-client.ts";
import { GUESSERS_PER_REQUEST } from "./signer-protocol.ts";

/** Wrong passwords of the present window, and until when no more are checked. */
export type GuessCount = { readonly wrong: number; readonly lockedUntil: Date | undefined };

/** Asks in as many requests as it takes. */
export async function askForGuesses(
  client: SignerClient,
  guessers: readonly Guesser[],
): Promise<readonly GuessCount[]> {
  const counts: GuessCount[] = [];
  for (let start = 0; start < guessers.length; start += GUESSERS_PER_REQUEST) {
    const part = guessers.slice(start, start + GUESSERS_PER_REQUEST);
    const { value } = await ask(client, { operation: "read_guesses", guessers: part });
    for (const { wrong, lockedUntil } of value)
      counts.push({ wrong, lockedUntil: lockedUntil === null ? undefined : new Date(lockedUntil) });
  }
  return counts;
}
