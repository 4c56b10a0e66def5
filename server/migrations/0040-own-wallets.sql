-- A shop may keep its account in a wallet of its own: then no sealed key of ours signs for it, and its tills are activated
-- by a signature (Sign-In with Ethereum) in place of sheet and password.
alter table merchant
  drop constraint merchant_check1,
  add constraint merchant_key check (account is not null or sealed_key_id is null);

-- One nonce is as good as another, whoever signs in with it.
alter table officer_nonce rename to sign_in_nonce;

-- Shops pay each other in local value: a payment with a shop in a card's place, made from that shop's till.
alter table payment
  add column payer_id uuid references merchant,
  drop constraint payment_check,
  add constraint payment_payer check (
    num_nonnulls(card_id, payer_id) = case when state = 'abandoned' then 0 else 1 end
  ),
  add constraint payment_of_shop check (
    payer_id is null or (payer_id <> merchant_id and local_cents = amount_cents)
  );
create index payment_of_payer on payment (payer_id, accepted_at desc) where payer_id is not null;

drop trigger unchanged on payment;
create trigger unchanged before update on payment for each row when (
  (old.id, old.till_id, old.merchant_id, old.request_hash, old.card_id, old.amount_cents, old.left_cents, old.facts,
   old.accepted_at, old.bill_cents, old.local_cents, old.local_left_cents, old.payer_id)
  is distinct from
  (new.id, new.till_id, new.merchant_id, new.request_hash, new.card_id, new.amount_cents, new.left_cents, new.facts,
   new.accepted_at, new.bill_cents, new.local_cents, new.local_left_cents, new.payer_id)
) execute function refuse_change();

-- Whether the town owes what was promised where the chain can never settle it. Not where an own wallet signed: it can move
-- the value away meanwhile, and nobody shall be paid twice for that.
alter table signed_transfer add column is_covered boolean not null default true;

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
  from signed_transfer where state = 'failed' and is_covered;

-- The limits of a till are those of what cards pay there; what it pays to other shops is bounded by what the shop has.
create or replace function spent_today(
  the_card uuid, the_merchant uuid, the_till uuid, instant timestamptz, is_locked boolean
)
returns table (
  card_cents bigint, card_payments bigint, card_at_shop_cents bigint,
  till_cents bigint, till_payments bigint, day_until timestamptz
)
language plpgsql volatile as $$
declare
  day timestamp := date_trunc('day', instant at time zone 'Europe/Rome');
  since timestamptz := day at time zone 'Europe/Rome';
begin
  day_until := (day + interval '1 day') at time zone 'Europe/Rome';
  if is_locked then
    perform from till where id = the_till for no key update;
  end if;
  select coalesce(sum(amount_cents), 0), count(*),
      coalesce(sum(amount_cents) filter (where merchant_id = the_merchant), 0)
    into card_cents, card_payments, card_at_shop_cents
    from payment
    where card_id = the_card and accepted_at >= since and accepted_at < day_until and state <> 'voided';
  select coalesce(sum(amount_cents), 0), count(*)
    into till_cents, till_payments
    from payment
    where till_id = the_till and accepted_at >= since and accepted_at < day_until
      and state not in ('voided', 'abandoned') and payer_id is null;
  return next;
end
$$;
