import type { Address, Hash, StatementId } from "../shared/ids.ts";
import type { Exits } from "../shared/state-machine.ts";

/**
 * What a shop asks to be reimbursed for a period.
 *
 * - `presented`: its amount is claimed of what the shop holds. Exits: `checked`, when an officer has looked through it;
 *   `approved`, where the treasury redeemed it without: what the chain says cannot be refused.
 * - `checked`: ready to be signed for. Exit: `approved`, when its redemption is final.
 * - `approved`: its vouchers are burnt, the euros are due. Exits: `paid`; what it was before, only where the chain
 *   forgets.
 * - `paid`: the bank has paid. No exit: euros come back by no chain.
 */
export type StatementState = "presented" | "checked" | "approved" | "paid";

export const STATEMENT_EXITS: Exits<StatementState> = {
  none: ["presented"],
  presented: ["checked", "approved"],
  checked: ["approved"],
  approved: ["paid", "presented", "checked"],
  paid: [],
};

export type Approval = { readonly at: Date; readonly transaction: Hash };

export type Statement =
  | { readonly id: StatementId; readonly state: "presented" | "checked" }
  | { readonly id: StatementId; readonly state: "approved"; readonly approval: Approval }
  | {
      readonly id: StatementId;
      readonly state: "paid";
      /** Null while the chain has forgotten the redemption and was not read again. */
      readonly approval: Approval | null;
      readonly paidAt: Date;
      readonly paidBy: Address;
    };

type Of<State extends StatementState> = Extract<Statement, { state: State }>;

/** Its vouchers are burnt. One that was paid stays paid and learns again which transaction it was. */
export function approveStatement(
  statement: Of<"presented" | "checked"> | Of<"paid">,
  approval: Approval,
): Of<"approved"> | Of<"paid"> {
  if (statement.state === "paid") return { ...statement, approval };
  return { id: statement.id, state: "approved", approval };
}
