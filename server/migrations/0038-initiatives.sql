-- What the town asks to be passed on: a public page each, whose visits are counted without knowing anybody, and rewarded
-- by the link that brought them.
create table initiative (
  id uuid primary key,
  campaign_id uuid not null references campaign,
  title text not null check (length(title) between 3 and 80),
  body text not null check (length(body) between 10 and 4000),
  place text not null check (length(place) between 2 and 120),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- A JPEG with nothing but the picture in it, and what can be seen on it in words.
  jpeg bytea check (length(jpeg) between 100 and 400000),
  picture_text text check (length(picture_text) between 3 and 120),
  drafted_by address not null,
  drafted_at timestamptz not null,
  published_by address,
  published_at timestamptz,
  withdrawn_by address,
  withdrawn_at timestamptz,
  check (starts_at <= ends_at),
  check ((jpeg is null) = (picture_text is null)),
  check ((published_at is null) = (published_by is null)),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index initiative_of_campaign on initiative (campaign_id, drafted_at desc);
create index initiative_public on initiative (ends_at) where published_at is not null and withdrawn_at is null;
-- What people passed on does not become something else: it can only be withdrawn.
create trigger unchanged before update on initiative for each row when (
  old.withdrawn_at is not null or
  (old.published_at is not null and
   (old.title, old.body, old.place, old.starts_at, old.ends_at, old.jpeg, old.picture_text, old.published_by,
    old.published_at)
   is distinct from
   (new.title, new.body, new.place, new.starts_at, new.ends_at, new.jpeg, new.picture_text, new.published_by,
    new.published_at)) or
  (old.id, old.campaign_id, old.drafted_by, old.drafted_at)
  is distinct from (new.id, new.campaign_id, new.drafted_by, new.drafted_at)
) execute function refuse_change();

-- A card's own link to an initiative. The token in it is made anew each time and kept nowhere; filed is its keyed hash.
create table share_link (
  id uuid primary key,
  initiative_id uuid not null references initiative,
  card_id uuid not null references card,
  beneficiary_id uuid not null references beneficiary,
  token_lookup bytea not null unique,
  unique (initiative_id, card_id)
);
create index share_link_of_beneficiary on share_link (beneficiary_id);
create trigger unchanged before update on share_link for each row when (
  (old.id, old.initiative_id, old.card_id, old.beneficiary_id)
  is distinct from (new.id, new.initiative_id, new.card_id, new.beneficiary_id)
) execute function refuse_change();

-- While a day lasts: its salt, and by it the addresses that came. All three go when the day is over.
create table visit_salt (
  day date primary key,
  salt bytea not null check (length(salt) = 32)
);
create table visit_mark (
  initiative_id uuid not null references initiative,
  day date not null references visit_salt,
  visitor bytea not null,
  link_id uuid references share_link,
  primary key (initiative_id, day, visitor)
);
create index visit_mark_of_link on visit_mark (link_id) where link_id is not null;
-- From where a household looked at its own links: who comes from there is no visitor of theirs.
create table sharer_mark (
  initiative_id uuid not null references initiative,
  day date not null references visit_salt,
  visitor bytea not null,
  beneficiary_id uuid not null references beneficiary,
  primary key (initiative_id, day, visitor, beneficiary_id)
);

-- What is left of a day: how many came, by which link, or by none.
create table visit_day (
  initiative_id uuid not null references initiative,
  day date not null,
  link_id uuid references share_link,
  visits integer not null check (visits > 0),
  is_judged boolean not null default false,
  unique nulls not distinct (initiative_id, day, link_id)
);
create index visit_day_of_link on visit_day (link_id) where link_id is not null;
create index visit_day_unjudged on visit_day (initiative_id) where link_id is not null and not is_judged;
create trigger unchanged before update on visit_day for each row when (
  (old.initiative_id, old.day, old.link_id, old.visits) is distinct from
  (new.initiative_id, new.day, new.link_id, new.visits) or old.is_judged
) execute function refuse_change();

-- A reward's fourth cause: what a link brought on one day.
alter table reward_entry
  add column share_link_id uuid references share_link,
  drop constraint one_cause,
  add constraint one_cause check (num_nonnulls(payment_id, presence_id, claim_code_id, share_link_id) = 1),
  add constraint one_day_of_link unique (share_link_id, earned_on);
create or replace trigger unchanged before update on reward_entry for each row when (
  (old.id, old.campaign_id, old.payment_id, old.presence_id, old.claim_code_id, old.share_link_id, old.number,
   old.card_id, old.beneficiary_id, old.merchant_id, old.earned_on, old.base_cents, old.amount_cents, old.bound_by,
   old.entered_at)
  is distinct from
  (new.id, new.campaign_id, new.payment_id, new.presence_id, new.claim_code_id, new.share_link_id, new.number,
   new.card_id, new.beneficiary_id, new.merchant_id, new.earned_on, new.base_cents, new.amount_cents, new.bound_by,
   new.entered_at)
) execute function refuse_change();

do $$
declare
  subject text;
begin
  foreach subject in array array['initiative', 'share_link', 'visit_day'] loop
    execute format(
      'create trigger kept before delete on %I for each row execute function refuse_change()', subject);
    execute format(
      'create trigger kept_whole before truncate on %I for each statement execute function refuse_change()', subject);
  end loop;
end
$$;

grant select, insert, update on initiative, share_link, visit_day to borgo_api;
grant select, insert, delete on visit_mark, sharer_mark to borgo_api;
-- Locked while its day is counted: that takes the right to update.
grant select, insert, update, delete on visit_salt to borgo_api;
