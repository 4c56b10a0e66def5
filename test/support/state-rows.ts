/** What a column gets in a statement: text that PostgreSQL reads as the column's type, or null. */
export type Columns = Readonly<Record<string, string | null>>;

const ID = "00000000-0000-4000-8000-000000000001";
const AT = "2026-05-04T10:00:00Z";
const hash = (digit: string) => `0x${digit.repeat(64)}`;
const account = (digit: string) => `0x${digit.repeat(40)}`;

/** A row of a table with states: what it always has, and what each state adds. */
export type StateRow = {
  readonly always: Columns;
  readonly of: Readonly<Record<string, Columns>>;
};

const CARD_AND_REQUEST: Columns = { card_id: ID, request_hash: "\\x00", amount_cents: "100" };
const OF_CARD = { ...CARD_AND_REQUEST, settled_at: null };
const SETTLED: Columns = {
  signature: "0x51",
  settled_transaction: hash("a"),
  settled_block: "7",
  settled_at: AT,
};
const UNSETTLED: Columns = { settled_transaction: null, settled_block: null, settled_at: null };
const SIGNED: Columns = { ...UNSETTLED, signature: "0x51" };

/** One valid row of each table and state, for tests that put it there and see what it may become. */
export const STATE_ROWS: Readonly<Record<string, StateRow>> = {
  payment: {
    always: { id: ID, till_id: ID, merchant_id: ID, accepted_at: AT },
    of: {
      accepted: OF_CARD,
      batched: OF_CARD,
      failed: OF_CARD,
      voided: { ...OF_CARD, voided_at: AT },
      settled: { ...CARD_AND_REQUEST, settled_at: AT },
      abandoned: { card_id: null, request_hash: null, amount_cents: "0" },
    },
  },
  payment_confirmation: {
    always: {
      ...{
        payment_id: ID,
        card_id: ID,
        phone_id: ID,
        merchant_id: ID,
        till_id: ID,
        local_cents: "0",
      },
      ...{ request_hash: "\\x00", amount_cents: "100", asked_at: AT, expires_at: AT },
    },
    of: {
      waiting: { answered_at: null },
      confirmed: { answered_at: AT },
      refused: { answered_at: AT },
    },
  },
  signed_transfer: {
    always: {
      ...{ id: ID, payment_id: ID, position: "0", programme_id: ID, amount_cents: "100" },
      ...{ from_account: account("1"), to_account: account("2"), nonce: "1", deadline: AT },
      digest: hash("d"),
    },
    of: {
      accepted: { ...SIGNED, batch_id: null },
      batched: { ...SIGNED, batch_id: ID },
      failed: { ...SIGNED, batch_id: ID, skip_reason: "payer_blocked" },
      voided: { ...UNSETTLED, signature: null, batch_id: null },
      settled: { ...SETTLED, batch_id: ID },
    },
  },
  reversal: {
    always: { id: ID, payment_id: ID, till_id: ID, amount_cents: "100", accepted_at: AT },
    of: {
      accepted: { settled_at: null },
      batched: { settled_at: null },
      failed: { settled_at: null },
      settled: { settled_at: AT },
    },
  },
  gift: {
    always: {
      ...{ id: ID, card_id: ID, to_card_id: "00000000-0000-4000-8000-000000000003" },
      ...{
        request_hash: "\\x00",
        amount_cents: "100",
        left_cents: "0",
        facts: "{}",
        accepted_at: AT,
      },
    },
    of: {
      accepted: { settled_at: null },
      batched: { settled_at: null },
      failed: { settled_at: null },
      settled: { settled_at: AT },
    },
  },
  settlement_batch: {
    always: {
      ...{ id: ID, kind: "payments", programme_id: ID, relayer: account("3"), relayer_nonce: "0" },
      ...{ gas_limit: "1", data: "0x", created_at: AT },
    },
    of: {
      built: {},
      sent: { mined_block: null },
      mined: { mined_block: "7" },
      final: { mined_block: "7" },
      dead: {},
    },
  },
  issuance_chunk: {
    always: { ref: hash("c"), issuance_id: ID, position: "0", total_cents: "100", accounts: "1" },
    of: {
      prepared: { transaction_hash: null, done_at: null },
      issued: { transaction_hash: hash("a"), done_at: AT },
      cancelled: { transaction_hash: hash("a"), done_at: AT },
    },
  },
  reimbursement_statement: {
    always: {
      ...{ id: ID, ref: hash("e"), number: "1", merchant_id: ID, programme_id: ID },
      ...{ amount_cents: "100", period_from: AT, period_until: AT, presented_at: AT },
    },
    of: {
      presented: { approved_at: null, approved_transaction: null },
      checked: {
        ...{ checked_at: AT, checked_by: account("5") },
        ...{ approved_at: null, approved_transaction: null },
      },
      approved: { approved_at: AT, approved_transaction: hash("a") },
      paid: { paid_at: AT, paid_by: account("4") },
    },
  },
  presence: {
    always: {
      ...{ id: ID, action_id: ID, access_id: ID, card_id: ID, beneficiary_id: ID },
      checked_in_at: AT,
    },
    of: {
      waiting: { decided_by: null, decided_at: null },
      approved: { decided_by: account("8"), decided_at: AT },
      rejected: { decided_by: account("8"), decided_at: AT },
    },
  },
  reward_mint: {
    always: {
      ...{ ref: hash("9"), campaign_id: ID, total_cents: "100", accounts: "1" },
      ...{ prepared_by: account("7"), prepared_at: AT },
    },
    of: {
      prepared: { transaction_hash: null, done_at: null },
      issued: { transaction_hash: hash("a"), done_at: AT },
      cancelled: { transaction_hash: hash("a"), done_at: AT },
    },
  },
  campaign: {
    always: {
      ...{ id: ID, ref: hash("b"), name: "Vicino", act: "Atto 1", kind: "purchases" },
      ...{ basis_points: "500", rewards_from: AT, categories: "{}", budget_cents: "100" },
      ...{ rewards_until: "2026-06-04T10:00:00Z", mintable_until: "2026-07-04T10:00:00Z" },
      ...{ card_cents: "10", household_cents: "10", card_day_cents: "10" },
      ...{ merchant_cents: "50", merchant_day_cents: "50" },
      ...{ created_by: account("6"), created_at: AT },
    },
    of: {
      draft: { opened_at: null, closed_at: null },
      open: { opened_at: AT, closed_at: null },
      closed: { opened_at: AT, closed_at: AT },
    },
  },
};
