/**
 * What an officer can do, as the audit log names it. Acts that a wallet signs are on chain, where nobody can take them
 * back; here is what leads up to them, and what the chain does not see.
 */
export const OFFICE_ACTS = [
  "session_started",
  "session_ended",
  "programme_drafted",
  "programme_amended",
  "programme_limits_changed",
  "beneficiaries_imported",
  "people_seen",
  "person_changed",
  "entitlement_changed",
  "entitlement_withdrawn",
  "entitlement_readmitted",
  "person_exported",
  "person_erased",
  "cards_issued",
  "cards_confirmed",
  "cards_discarded",
  "card_blocked",
  "card_unblocked",
  "card_replaced",
  "card_closed",
  "card_phone_removed",
  "second_card_issued",
  "card_share_changed",
  "issuance_prepared",
  "schedule_changed",
  "amounts_assigned",
  "merchants_imported",
  "merchants_invited",
  "merchant_wallet_noted",
  "association_listed",
  "association_unlisted",
  "till_revoked",
  "till_unlocked",
  "source_unlocked",
  "unusual_use_closed",
  "statement_checked",
  "payment_suspended",
  "payment_rejected",
  "payment_released",
  "statement_paid",
  "payer_changed",
  "transfers_ordered",
  "order_withdrawn",
  "order_downloaded",
  "outcomes_imported",
  "owed_made_good",
  "town_exported",
  "campaign_drafted",
  "rewards_prepared",
  "offer_taken_down",
  "offer_put_back",
  "report_dismissed",
  "thread_seen",
  "thread_ended",
  "action_created",
  "organiser_access_made",
  "organiser_access_revoked",
  "presences_approved",
  "presences_rejected",
  "codes_printed",
  "codes_withdrawn",
  "code_claimed",
  "feedback_contact_seen",
  "feedback_answered",
  "feedback_dismissed",
  "initiative_drafted",
  "initiative_published",
  "initiative_withdrawn",
] as const;

export type OfficeAct = (typeof OFFICE_ACTS)[number];

/** What the log says of one act: no name, no fiscal code, no reason in words, because it can never be erased. */
export type ActRecord = {
  readonly act: OfficeAct;
  /** Id of what was acted upon: a programme, a card, a merchant… */
  readonly subject?: string | undefined;
  /** Counts, amounts in cents as decimal text, ids. */
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
};
