import { type Cents, minCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type Exits, canBecome } from "../shared/state-machine.ts";
import type { StatementState } from "./statement-state.ts";

/**
 * What the office decided on one payment of a statement.
 *
 * - `suspended`: left out until the office knows more. Exits: `rejected`; `released`.
 * - `rejected`: not reimbursed; its value stays with the shop, to be reversed. Exit: `released`, where the office was wrong.
 * - `released`: free again, for the shop's next statement. No exit: there it is judged anew.
 */
export type ReviewState = "suspended" | "rejected" | "released";

export const REVIEW_EXITS: Exits<ReviewState> = {
  none: ["suspended", "rejected"],
  suspended: ["rejected", "released"],
  rejected: ["released"],
  released: [],
};

export type ReviewFacts = {
  readonly statement: StatementState;
  readonly review: ReviewState | "none";
  /** What the statement says of the payment, less the reversals that stand in it too, in cents. */
  readonly net: bigint;
  /** What the statement still comes to. */
  readonly due: Cents;
};

export type ReviewRefusal =
  | { code: "wrong_state"; state: StatementState }
  | { code: "changed_meanwhile" }
  | { code: "nothing_to_do" };

/**
 * How much leaves the statement by this decision, in cents. Only before it is checked: what an officer may be signing for
 * does not change under the pen. Later decisions on what was left out move nothing in it.
 */
export function judgeReview(facts: ReviewFacts, to: ReviewState): Result<bigint, ReviewRefusal> {
  if (!canBecome(REVIEW_EXITS, facts.review, to)) return refuse({ code: "changed_meanwhile" });
  if (facts.review !== "none") return ok(0n);
  if (facts.statement !== "presented")
    return refuse({ code: "wrong_state", state: facts.statement });
  if (facts.net <= 0n || facts.due === 0n) return refuse({ code: "nothing_to_do" });
  return ok(minCents(facts.net as Cents, facts.due));
}
