-- How much of one programme's vouchers a card may spend, beside the limits that the service sets for all: in one
-- purchase, and in one civil day (Europe/Rome). Null where the programme sets none.
alter table programme
  add column card_payment_cents cents check (card_payment_cents > 0),
  add column card_day_cents cents check (card_day_cents > 0);

-- Each act that set or lifted them after the programme was drafted. Rows are only added.
create table programme_limit_change (
  id uuid primary key,
  programme_id uuid not null references programme,
  act text not null check (length(act) between 3 and 200),
  card_payment_cents cents check (card_payment_cents > 0),
  card_day_cents cents check (card_day_cents > 0),
  changed_by address not null,
  changed_at timestamptz not null default now()
);
create index programme_limit_change_of on programme_limit_change (programme_id, changed_at desc);
create trigger kept before update or delete on programme_limit_change
  for each row execute function refuse_change();
create trigger kept_whole before truncate on programme_limit_change
  for each statement execute function refuse_change();

grant select, insert on programme_limit_change to borgo_api;
