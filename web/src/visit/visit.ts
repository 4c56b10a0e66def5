import { showsWork, workText } from "#core/campaign/visit-work.ts";

type Challenge = {
  readonly challenge: string;
  readonly workBits: number;
  readonly staySeconds: number;
};

/** Tries between two breaths, so that the page scrolls while it works. */
const TRIES_AT_ONCE = 200;
/** The service counts from when it made the challenge, and its clock is not this one. */
const SPARE_MS = 500;

/** Finds the answer to a challenge; a second or two of a phone. */
async function work(challenge: string, bits: number): Promise<number> {
  const encoder = new TextEncoder();
  for (let answer = 0; ; answer += 1) {
    const text = encoder.encode(workText(challenge, answer));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    if (showsWork(digest, bits)) return answer;
    if (answer % TRIES_AT_ONCE === 0) await pause(0);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Resolves once somebody looks at the page: a tab that was opened and not looked at has no reader. */
function seen(): Promise<void> {
  if (document.visibilityState === "visible") return Promise.resolve();
  return new Promise((resolve) =>
    document.addEventListener("visibilitychange", () => resolve(), { once: true }),
  );
}

/**
 * Counts this visit. Nothing is kept in the browser, and nothing is sent but the work's answer and the link's own token,
 * which stands behind the `#` and so in nobody's records.
 */
async function countVisit(initiative: string): Promise<void> {
  await seen();
  const path = `/api/initiatives/${initiative}`;
  const answer = await fetch(`${path}/challenge`);
  if (!answer.ok) return;
  const { challenge, workBits, staySeconds } = (await answer.json()) as Challenge;
  const [solution] = await Promise.all([
    work(challenge, workBits),
    pause(staySeconds * 1000 + SPARE_MS),
  ]);
  const token = location.hash.slice(1);
  await fetch(`${path}/visits`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ challenge, answer: solution, ...(token === "" ? {} : { token }) }),
  });
}

const initiative = document.querySelector<HTMLElement>("[data-initiative]")?.dataset["initiative"];
// A visit that could not be counted is nothing that its reader has to know of.
if (initiative !== undefined) countVisit(initiative).catch(() => undefined);
