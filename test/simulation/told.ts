import type { Attempt, Batch, Queue } from "../../server/settlement/settlement-store.ts";

/** An answer in few words: the same in every tier, and different where a decision could be. */
export function told(answer: unknown): string {
  if (answer === undefined || answer === null) return "";
  if (Array.isArray(answer)) return inOrder(answer.map(toldOne), answer).join(" ");
  return typeof answer === "object" ? toldOne(answer) : String(answer as bigint | boolean | string);
}

/** Plain ids say what is in a batch, in no order; rows say what comes first. */
function inOrder(words: string[], answer: readonly unknown[]): string[] {
  return typeof answer[0] === "string" ? words.sort() : words;
}

function toldOne(one: unknown): string {
  if (typeof one !== "object" || one === null) return String(one as string);
  if ("attempts" in one) return toldBatch(one as Batch);
  if ("batchSecondsAgo" in one) return `${(one as Queue).kind} ${(one as Queue).batchSecondsAgo}`;
  if ("token" in one) return `lease ${String((one as { token: bigint }).token)}`;
  return "id" in one ? String(one.id) : Object.values(one).filter(isPlain).join(",");
}

function toldBatch({ nonce, state, minedBlock, attempts }: Batch): string {
  const forms = attempts.map(toldAttempt);
  return `${nonce}:${state}:${minedBlock}[${forms.join()}]`;
}

function toldAttempt({ number, fees, signedAtBlock, sentSecondsAgo, outcome }: Attempt): string {
  return [number, fees.maximumFee, fees.tip, signedAtBlock, sentSecondsAgo, outcome].join("/");
}

/** Hashes of calldata differ from tier to tier, for the memory's calldata is not real. */
function isPlain(value: unknown): boolean {
  return typeof value === "bigint" || typeof value === "boolean" || typeof value === "number";
}
