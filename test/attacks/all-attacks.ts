import type { Attack, Effort, Target } from "./attack.ts";
import { Score } from "./attack.ts";
import { changedRows } from "./changed-rows.ts";
import { crossSite } from "./cross-site.ts";
import { foreignRequests } from "./foreign-requests.ts";
import { guessing } from "./guessing.ts";
import { injection } from "./injection.ts";
import { insiders } from "./insiders.ts";
import { signInAttacks } from "./sign-in.ts";
import { signatures } from "./signatures.ts";
import { stolenDatabase } from "./stolen-database.ts";
import { forgetGuesses } from "./target.ts";
import { timing } from "./timing.ts";

export const ATTACKS: readonly Attack[] = [
  foreignRequests,
  crossSite,
  injection,
  signInAttacks,
  guessing,
  timing,
  signatures,
  insiders,
  changedRows,
  stolenDatabase,
];

/** Runs one attack on a town whose locks are open. */
export async function runAttack(attack: Attack, target: Target, effort: Effort): Promise<Score> {
  await forgetGuesses(target);
  const score = new Score();
  await attack.run(target, score, effort);
  if (score.attempts === 0) throw new Error(`"${attack.name}" attempted nothing.`);
  return score;
}
