-- The decisions that move a programme's end: the act's number as the office writes it, and the two ends. What the chain
-- says counts: an amendment is done when a later `DatesMoved` of its voucher carries its ends.
create table programme_amendment (
  id uuid primary key,
  programme_id uuid not null references programme,
  act text not null check (length(act) between 3 and 200),
  spendable_until timestamptz not null,
  settleable_until timestamptz not null check (settleable_until >= spendable_until),
  prepared_by address not null,
  prepared_at timestamptz not null
);
create index programme_amendment_of on programme_amendment (programme_id, prepared_at);
create trigger unchanged before update or delete on programme_amendment
  for each row execute function refuse_change();
create trigger kept_whole before truncate on programme_amendment
  for each statement execute function refuse_change();

-- How the accounts office knows a programme, beside the act. None of it goes on chain.
alter table programme
  add column budget_chapter text check (length(budget_chapter) between 1 and 60),
  add column commitment text check (length(commitment) between 1 and 60),
  add column funding_source text check (length(funding_source) between 1 and 120),
  -- Codice unico di progetto.
  add column cup text check (cup ~ '^[A-Z][0-9]{2}[A-Z][0-9]{11}$');

grant select, insert on programme_amendment to borgo_api;
