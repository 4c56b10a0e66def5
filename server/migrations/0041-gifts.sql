-- Local value is given: from a card to another one, or to an association. A gift is a signed transfer of the local token
-- like any other, with the same reservations, settler, indexer and journal; no till takes part in it.
alter table merchant
  -- The name by which the office lists it among the associations that cards may give to; null where it is none.
  add column association_name text unique check (length(association_name) between 2 and 80);

create table gift (
  -- Made by who gives before the request is first sent: the idempotency key.
  id uuid primary key,
  card_id uuid not null references card,
  to_card_id uuid references card,
  to_merchant_id uuid references merchant,
  state text not null check (state in ('accepted', 'batched', 'settled', 'failed')),
  request_hash bytea not null,
  amount_cents cents not null check (amount_cents > 0),
  -- What the card had left of local value, as it was answered.
  left_cents cents not null,
  -- What the rule was told, so that an auditor can judge again.
  facts jsonb not null,
  accepted_at timestamptz not null,
  settled_at timestamptz,
  constraint one_receiver check (num_nonnulls(to_card_id, to_merchant_id) = 1),
  constraint to_another check (to_card_id <> card_id),
  check ((state = 'settled') = (settled_at is not null))
);
create index gift_of_card on gift (card_id, accepted_at desc);
create index gift_to_card on gift (to_card_id, accepted_at desc);
create index gift_unsettled on gift (state) where state in ('accepted', 'batched', 'failed');

alter table signed_transfer add column gift_id uuid references gift;
do $$
declare
  parents text;
begin
  select conname into strict parents from pg_constraint
  where conrelid = 'signed_transfer'::regclass and contype = 'c'
    and pg_get_constraintdef(oid) like '%(payment_id IS NULL) <> (reversal_id IS NULL)%';
  execute format('alter table signed_transfer drop constraint %I', parents);
end
$$;
alter table signed_transfer
  add constraint one_parent check (num_nonnulls(payment_id, reversal_id, gift_id) = 1),
  -- Vouchers are personal: only local value is given.
  add constraint gift_is_local check (gift_id is null or programme_id = '10ca1000-0000-4000-8000-000000000000');
create index signed_transfer_of_gift on signed_transfer (gift_id, position) where gift_id is not null;
-- Which of a card's accounts hold what was given to it.
create index signed_transfer_given_to on signed_transfer (to_account) where gift_id is not null;

alter table settlement_batch
  drop constraint settlement_batch_kind_check,
  add constraint settlement_batch_kind_check check (kind in ('payments', 'reversals', 'gifts', 'filler'));

insert into state_transition (subject, from_state, to_state)
select 'gift', from_state, unnest(string_to_array(exits, ' '))
from (values
  ('none', 'accepted'),
  ('accepted', 'batched settled failed'),
  ('batched', 'settled failed accepted'),
  ('settled', 'batched accepted'),
  ('failed', 'accepted batched settled')
) as steps (from_state, exits);
create trigger first_state before insert on gift for each row execute function refuse_foreign_step();
create trigger next_state before update of state on gift for each row
  when (old.state is distinct from new.state) execute function refuse_foreign_step();

create trigger unchanged before update on gift for each row when (
  (old.id, old.card_id, old.to_card_id, old.to_merchant_id, old.request_hash, old.amount_cents, old.left_cents, old.facts,
   old.accepted_at)
  is distinct from
  (new.id, new.card_id, new.to_card_id, new.to_merchant_id, new.request_hash, new.amount_cents, new.left_cents, new.facts,
   new.accepted_at)
) execute function refuse_change();
create trigger quarantine before insert on gift for each row execute function refuse_in_quarantine();
create trigger kept before delete on gift for each row execute function refuse_change();
create trigger kept_whole before truncate on gift for each statement execute function refuse_change();

drop trigger unchanged on signed_transfer;
create trigger unchanged before update on signed_transfer for each row when (
  (old.id, old.payment_id, old.reversal_id, old.gift_id, old.position, old.programme_id, old.from_account,
   old.to_account, old.amount_cents, old.nonce, old.deadline, old.digest, old.reversed_digest)
  is distinct from
  (new.id, new.payment_id, new.reversal_id, new.gift_id, new.position, new.programme_id, new.from_account,
   new.to_account, new.amount_cents, new.nonce, new.deadline, new.digest, new.reversed_digest)
  or (old.signature is distinct from new.signature and (new.signature is not null or new.state <> 'voided'))
) execute function refuse_change();

grant select, insert, update on gift to borgo_api;
