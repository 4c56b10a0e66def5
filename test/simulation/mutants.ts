import { DECISION_MUTANTS } from "./decision-mutants.ts";
import { FAILOVER_MUTANTS } from "./failover-mutants.ts";
import { MIXED_MUTANTS } from "./mixed-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { REVERSAL_MUTANTS } from "./reversal-mutants.ts";
import { SQL_MUTANTS } from "./sql-mutants.ts";
import { STORE_MUTANTS } from "./store-mutants.ts";

/** Runs in every `npm test` and must be found. */
export const CANARY = "send-before-store";

export const MUTANTS: readonly Mutant[] = [
  ...DECISION_MUTANTS,
  ...STORE_MUTANTS,
  ...FAILOVER_MUTANTS,
  ...REVERSAL_MUTANTS,
  ...MIXED_MUTANTS,
  ...SQL_MUTANTS,
];

export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((one) => one.name === name);
  if (found === undefined)
    throw new RangeError(
      `No mutant is called "${name}". Choose among: ${MUTANTS.map((one) => one.name).join(", ")}.`,
    );
  return found;
}
