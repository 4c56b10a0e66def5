-- The office may leave single payments out of a statement that a shop presented, each with a reason: suspended until it
-- knows more, or rejected. What is left is what is redeemed and paid; what was left out stays on the shop's account, where
-- it can be reversed, until the payment is released to a later statement.
alter table reimbursement_statement
  -- What was left out of it.
  add column withheld_cents cents not null default 0 check (withheld_cents <= amount_cents),
  -- What the chain burnt for it: what the chain says counts.
  add column redeemed_cents cents,
  -- What is redeemed of it, or would be: what the shop is to be paid.
  add column due_cents cents generated always as (coalesce(redeemed_cents, amount_cents - withheld_cents)) stored;

-- Once it is checked, what is signed for stands.
create trigger withheld_before_check before update on reimbursement_statement for each row when (
  old.withheld_cents is distinct from new.withheld_cents
  and (old.state <> 'presented' or new.withheld_cents < old.withheld_cents)
) execute function refuse_change();

-- A transfer of a payment that was released may stand in a later statement too; it counts in the last one only.
alter table statement_line
  add column released_at timestamptz,
  drop constraint statement_line_pkey,
  add primary key (transfer_id, statement_id);
create unique index claimed_once on statement_line (transfer_id) where released_at is null;

-- Each decision on a payment of a statement, written once. A payment takes each of these states once at most, in this
-- order; a state may be passed over.
create table payment_review (
  statement_id uuid not null references reimbursement_statement,
  payment_id uuid not null references payment,
  state text not null check (state in ('suspended', 'rejected', 'released')),
  -- What it takes out of the statement; the same in each decision.
  amount_cents cents not null check (amount_cents > 0),
  reason text not null check (length(reason) between 3 and 300),
  decided_by address not null,
  decided_at timestamptz not null,
  primary key (statement_id, payment_id, state)
);
create index payment_review_of_payment on payment_review (payment_id);
create trigger unchanged before update or delete on payment_review for each row execute function refuse_change();
create trigger kept_whole before truncate on payment_review for each statement execute function refuse_change();

-- What holds of each payment that was ever decided on.
create view payment_review_now as
  select distinct on (statement_id, payment_id) * from payment_review
  order by statement_id, payment_id, array_position(array['released', 'rejected', 'suspended'], state);

create or replace view promise_due as
  select 'reserve' as kind, id::text as cause, programme_id,
    'free:' || from_account as debit, 'held:' || from_account as credit, amount_cents
  from signed_transfer where state in ('accepted', 'batched')
  union all
  select 'claim', statement.id::text, programme_id, 'free:' || merchant.account, 'held:' || merchant.account, due_cents
  from reimbursement_statement as statement join merchant on merchant.id = statement.merchant_id
  where approved_transaction is null and due_cents > 0
  union all
  select 'owe', id::text, programme_id, 'uncovered', 'owed:' || to_account, amount_cents
  from signed_transfer where state = 'failed';

grant select, insert on payment_review to borgo_api;
grant select on payment_review_now to borgo_api;
