-- A day's spending of a till is looked up at each of its payments.
create index payment_of_till on payment (till_id, accepted_at desc);

-- What a card and a till have spent on the civil day (Europe/Rome) of an instant, without what was voided. Where it is
-- asked to, it locks the till first and looks then: each statement of a volatile function sees what was committed while
-- the one before it waited. The caller holds the card's lock.
create function spent_today(the_card uuid, the_merchant uuid, the_till uuid, instant timestamptz, is_locked boolean)
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
      and state not in ('voided', 'abandoned');
  return next;
end
$$;

grant execute on function spent_today to borgo_api;
