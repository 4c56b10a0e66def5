import {
  type Step,
  type Submission,
  type VerifierClient,
  VerifierDown,
} from "./verifier-client.ts";

/** How long a verifier may take, in milliseconds. */
export type Patience = {
  /** For one answer. */
  readonly answerMs: number;
  /** Between two looks at what it is doing. */
  readonly lookEveryMs: number;
  /** For one contract, from the first submission on. */
  readonly waitMs: number;
};

const MOST_FOR_AN_ANSWER_MS = 30_000;
const LOOKS = 40;

export function patienceOf(seconds: number): Patience {
  const waitMs = seconds * 1000;
  return {
    waitMs,
    answerMs: Math.min(waitMs, MOST_FOR_AN_ANSWER_MS),
    lookEveryMs: waitMs / LOOKS,
  };
}

/** How one contract fared with one verifier. Everything but the first two can be tried again later. */
export type Outcome =
  | { readonly state: "published" | "already" }
  | { readonly state: "refused" | "unfinished" | "down"; readonly reason: string };

/** Has a contract's sources published unless they are, and waits for the answer as long as `patience` says. */
export async function publishContract(
  client: VerifierClient,
  submission: Submission,
  patience: Patience,
): Promise<Outcome> {
  try {
    if (await client.isPublished(submission)) return { state: "already" };
    return await follow(client, submission, patience);
  } catch (error) {
    if (error instanceof VerifierDown) return { state: "down", reason: error.message };
    throw error;
  }
}

async function follow(
  client: VerifierClient,
  submission: Submission,
  { waitMs, lookEveryMs }: Patience,
): Promise<Outcome> {
  const deadline = Date.now() + waitMs;
  let step: Step = await client.submit(submission);
  while (step.state === "waiting") {
    if (Date.now() >= deadline)
      return { state: "unfinished", reason: `${step.reason}, after ${waitMs / 1000} seconds` };
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    step =
      step.ticket === undefined ? await client.submit(submission) : await client.look(step.ticket);
  }
  return step;
}
