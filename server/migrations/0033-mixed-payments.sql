-- A payment may be made in vouchers and in local value, signed together. One unit of local value stands for one euro at the
-- till, so that `amount_cents` is all that the card paid; `local_cents` is what of it is local value.
alter table merchant
  -- Which part of a price the shop takes in local value, in whole percent; 0: none.
  add column local_percent smallint not null default 0 check (local_percent between 0 and 100);
alter table payment
  -- The whole price, of which the shop takes only so much in local value; null where the till told none.
  add column bill_cents cents,
  add column local_cents cents not null default 0,
  -- What the card could still spend of local value; null where the shop took none.
  add column local_left_cents cents,
  add constraint payment_local check (local_cents = 0 or (local_cents <= amount_cents and amount_cents <= bill_cents));
alter table reversal
  add column local_cents cents not null default 0,
  add constraint reversal_local check (local_cents <= amount_cents);
alter table till_closing
  -- What of taken less voided less reversed is local value; below zero where more came back than came in.
  add column local_net_cents bigint not null default 0;

drop trigger unchanged on payment;
create trigger unchanged before update on payment for each row when (
  (old.id, old.till_id, old.merchant_id, old.request_hash, old.card_id, old.amount_cents, old.left_cents, old.facts,
   old.accepted_at, old.bill_cents, old.local_cents, old.local_left_cents)
  is distinct from
  (new.id, new.till_id, new.merchant_id, new.request_hash, new.card_id, new.amount_cents, new.left_cents, new.facts,
   new.accepted_at, new.bill_cents, new.local_cents, new.local_left_cents)
) execute function refuse_change();
drop trigger unchanged on reversal;
create trigger unchanged before update on reversal for each row when (
  (old.id, old.payment_id, old.till_id, old.amount_cents, old.accepted_at, old.local_cents)
  is distinct from (new.id, new.payment_id, new.till_id, new.amount_cents, new.accepted_at, new.local_cents)
) execute function refuse_change();
