import { CAMPAIGN_EXITS } from "./campaign/campaign-state.ts";
import { PRESENCE_EXITS } from "./campaign/presence-state.ts";
import { CONFIRMATION_EXITS } from "./payment/phone-confirmation.ts";
import { GIFT_EXITS } from "./gift/gift-state.ts";
import { PAYMENT_EXITS, REVERSAL_EXITS, TRANSFER_EXITS } from "./payment/transfer-state.ts";
import { CHUNK_EXITS } from "./programme/chunk-state.ts";
import { STATEMENT_EXITS } from "./reimbursement/statement-state.ts";
import { BATCH_EXITS } from "./settlement/batch-state.ts";
import type { Exits } from "./shared/state-machine.ts";

export type StateMachine = {
  /** The table of the database whose column `state` lives by it. */
  readonly table: string;
  readonly title: string;
  readonly exits: Exits<string>;
};

/** Every state machine of the money path: the database's checks and the diagrams are compared with this list. */
export const STATE_MACHINES: readonly StateMachine[] = [
  { table: "payment", title: "Payment", exits: PAYMENT_EXITS },
  {
    table: "payment_confirmation",
    title: "Confirmation on the holder's telephone",
    exits: CONFIRMATION_EXITS,
  },
  { table: "signed_transfer", title: "Signed transfer", exits: TRANSFER_EXITS },
  { table: "reversal", title: "Reversal", exits: REVERSAL_EXITS },
  { table: "gift", title: "Gift of local value", exits: GIFT_EXITS },
  { table: "settlement_batch", title: "Settlement batch", exits: BATCH_EXITS },
  { table: "issuance_chunk", title: "Chunk of an issuance", exits: CHUNK_EXITS },
  {
    table: "reimbursement_statement",
    title: "Reimbursement statement",
    exits: STATEMENT_EXITS,
  },
  { table: "campaign", title: "Campaign", exits: CAMPAIGN_EXITS },
  { table: "reward_mint", title: "Mint of rewards", exits: CHUNK_EXITS },
  { table: "presence", title: "Presence at a civic action", exits: PRESENCE_EXITS },
];
