-- A telephone that a card's holder has bound to it: it is asked before each payment. Another one of the same browser may
-- be bound to a household's other card with the same token.
create table card_phone (
  id uuid primary key,
  card_id uuid not null references card,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  -- The browser, as it describes itself.
  device text not null check (length(device) <= 200),
  bound_at timestamptz not null,
  last_seen_at timestamptz not null,
  removed_at timestamptz,
  -- What the office wrote where it took the telephone away; the holder gives no reason.
  removed_because text check (length(removed_because) between 3 and 200),
  check (removed_at is not null or removed_because is null)
);
create index card_phone_of_token on card_phone (token_hash) where removed_at is null;
create unique index one_phone_of_card on card_phone (card_id) where removed_at is null;

-- On the card itself, so that a payment that has the card under its lock sees it. Not declared to point there: tables that
-- need each other could not be moved to another database one after the other.
alter table card add column phone_id uuid;
create index card_of_phone on card (phone_id) where phone_id is not null;

-- A payment that waits for the holder's telephone: nothing is reserved for it, and nothing signed. The payment itself comes
-- into being when the till asks again after the confirmation. What is never answered is over at `expires_at`.
create table payment_confirmation (
  payment_id uuid primary key,
  card_id uuid not null references card,
  phone_id uuid not null references card_phone,
  merchant_id uuid not null references merchant,
  till_id uuid not null references till,
  request_hash bytea not null,
  amount_cents cents not null check (amount_cents > 0),
  local_cents cents not null check (local_cents <= amount_cents),
  state text not null check (state in ('waiting', 'confirmed', 'refused')),
  asked_at timestamptz not null,
  -- Until then it can be answered; once confirmed, until then the till can take the payment.
  expires_at timestamptz not null,
  answered_at timestamptz,
  check ((state = 'waiting') = (answered_at is null))
);
create index payment_confirmation_of_card on payment_confirmation (card_id, asked_at desc);
create index payment_confirmation_of_phone on payment_confirmation (phone_id, asked_at desc);

insert into state_transition (subject, from_state, to_state) values
  ('payment_confirmation', 'none', 'waiting'),
  ('payment_confirmation', 'waiting', 'confirmed'),
  ('payment_confirmation', 'waiting', 'refused');
create trigger first_state before insert on payment_confirmation for each row execute function refuse_foreign_step();
create trigger next_state before update of state on payment_confirmation for each row
  when (old.state is distinct from new.state) execute function refuse_foreign_step();
create trigger unchanged before update on payment_confirmation for each row when (
  (old.payment_id, old.card_id, old.phone_id, old.merchant_id, old.till_id, old.request_hash, old.amount_cents,
   old.local_cents, old.asked_at)
  is distinct from
  (new.payment_id, new.card_id, new.phone_id, new.merchant_id, new.till_id, new.request_hash, new.amount_cents,
   new.local_cents, new.asked_at)
) execute function refuse_change();
create trigger kept before delete on payment_confirmation for each row execute function refuse_change();
create trigger kept_whole before truncate on payment_confirmation for each statement execute function refuse_change();

grant select, insert, update on card_phone, payment_confirmation to borgo_api;
