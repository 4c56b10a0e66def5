-- What a till did that no shop does every day, by the rules of core/payment/unusual-use.ts. An officer looks into it and
-- writes down what came of it; nothing is refused because of it.
create table unusual_use (
  till_id uuid not null references till,
  rule text not null check (rule in ('night', 'emptied', 'round', 'burst', 'wrong_passwords')),
  -- The civil day, Europe/Rome.
  day date not null,
  -- The largest figure that was seen.
  figure integer not null check (figure > 0),
  first_seen_at timestamptz not null,
  closed_at timestamptz,
  closed_by address,
  outcome text check (length(outcome) between 3 and 300),
  primary key (till_id, rule, day),
  check ((closed_at is null) = (closed_by is null)),
  check ((closed_at is null) = (outcome is null))
);
create index unusual_use_open on unusual_use (first_seen_at desc) where closed_at is null;

grant select, insert, update on unusual_use to borgo_api;
