-- Civic actions: what the town rewards with local value beside purchases. Who organises one checks cards in, an officer
-- approves each presence, and only then is it earned. Codes to claim are the same for a stand or an eco-point where
-- nobody scans.
create table civic_action (
  id uuid primary key,
  campaign_id uuid not null references campaign,
  title text not null check (length(title) between 3 and 80),
  place text not null check (length(place) between 2 and 120),
  -- An association, by its public name.
  organiser text not null check (length(organiser) between 2 and 80),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  places integer not null check (places between 1 and 2000),
  reward_cents cents not null check (reward_cents > 0),
  -- What the organiser says was done: free words, so encrypted.
  sealed_note bytea,
  created_by address not null,
  created_at timestamptz not null,
  check (starts_at < ends_at)
);
create index civic_action_of_campaign on civic_action (campaign_id, starts_at desc);

-- The sheet with which an organiser opens the action's page. A new one ends the one before.
create table organiser_access (
  id uuid primary key,
  action_id uuid not null references civic_action,
  -- Keyed hashes: neither code nor PIN can be had from here.
  code_lookup bytea not null unique,
  pin_hash bytea not null,
  made_by address not null,
  made_at timestamptz not null,
  revoked_at timestamptz
);
create unique index one_organiser_access on organiser_access (action_id) where revoked_at is null;

create table organiser_session (
  token_hash bytea primary key,
  access_id uuid not null references organiser_access,
  opened_at timestamptz not null
);

create table presence (
  id uuid primary key,
  action_id uuid not null references civic_action,
  access_id uuid not null references organiser_access,
  card_id uuid not null references card,
  beneficiary_id uuid not null references beneficiary,
  checked_in_at timestamptz not null,
  state text not null check (state in ('waiting', 'approved', 'rejected')),
  decided_by address,
  decided_at timestamptz,
  -- Free words about somebody, so encrypted.
  sealed_reason bytea,
  -- A household comes once, whichever card it shows.
  unique (action_id, beneficiary_id),
  check ((state = 'waiting') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null))
);
create index presence_of_beneficiary on presence (beneficiary_id);

insert into state_transition (subject, from_state, to_state) values
  ('presence', 'none', 'waiting'),
  ('presence', 'waiting', 'approved'),
  ('presence', 'waiting', 'rejected');
create trigger first_state before insert on presence for each row execute function refuse_foreign_step();
create trigger next_state before update of state on presence for each row
  when (old.state is distinct from new.state) execute function refuse_foreign_step();
create trigger unchanged before update on presence for each row when (
  (old.id, old.action_id, old.access_id, old.card_id, old.beneficiary_id, old.checked_in_at)
  is distinct from
  (new.id, new.action_id, new.access_id, new.card_id, new.beneficiary_id, new.checked_in_at)
) execute function refuse_change();
create trigger unchanged before update on civic_action for each row when (
  (old.id, old.campaign_id, old.title, old.place, old.organiser, old.starts_at, old.ends_at, old.places,
   old.reward_cents, old.created_by, old.created_at)
  is distinct from
  (new.id, new.campaign_id, new.title, new.place, new.organiser, new.starts_at, new.ends_at, new.places,
   new.reward_cents, new.created_by, new.created_at)
) execute function refuse_change();

-- A sheet of codes, printed once.
create table code_batch (
  id uuid primary key,
  campaign_id uuid not null references campaign,
  title text not null check (length(title) between 3 and 80),
  reward_cents cents not null check (reward_cents > 0),
  codes integer not null check (codes between 1 and 400),
  expires_at timestamptz not null,
  made_by address not null,
  made_at timestamptz not null,
  -- Lost or stolen: what nobody has claimed yet is worth nothing from then on.
  withdrawn_by address,
  withdrawn_at timestamptz,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index code_batch_of_campaign on code_batch (campaign_id, made_at desc);

create table claim_code (
  id uuid primary key,
  batch_id uuid not null references code_batch,
  -- Keyed hash: the code itself is on paper only.
  code_lookup bytea not null unique,
  card_id uuid references card,
  claimed_at timestamptz,
  check ((claimed_at is null) = (card_id is null))
);
create index claim_code_of_batch on claim_code (batch_id);
-- Once claimed, always claimed, by the same card.
create trigger unchanged before update on claim_code for each row when (
  (old.id, old.batch_id, old.code_lookup) is distinct from (new.id, new.batch_id, new.code_lookup)
  or old.claimed_at is not null
) execute function refuse_change();

-- Wrong PINs and codes, by who tries them: a keyed hash.
create table try_count (
  scope text not null check (scope in ('access', 'organiser', 'card', 'source')),
  key bytea not null,
  tried integer not null check (tried >= 0),
  window_until timestamptz not null,
  primary key (scope, key)
);

-- A reward has one cause: a payment at a shop, a presence, or a claimed code.
alter table reward_entry
  alter column payment_id drop not null,
  alter column merchant_id drop not null,
  add column presence_id uuid unique references presence,
  add column claim_code_id uuid unique references claim_code,
  add constraint one_cause check (num_nonnulls(payment_id, presence_id, claim_code_id) = 1),
  add constraint shop_of_payment check ((payment_id is null) = (merchant_id is null)),
  add constraint nothing_taken_back check (payment_id is not null or number = 0);
create or replace trigger unchanged before update on reward_entry for each row when (
  (old.id, old.campaign_id, old.payment_id, old.presence_id, old.claim_code_id, old.number, old.card_id,
   old.beneficiary_id, old.merchant_id, old.earned_on, old.base_cents, old.amount_cents, old.bound_by, old.entered_at)
  is distinct from
  (new.id, new.campaign_id, new.payment_id, new.presence_id, new.claim_code_id, new.number, new.card_id,
   new.beneficiary_id, new.merchant_id, new.earned_on, new.base_cents, new.amount_cents, new.bound_by, new.entered_at)
) execute function refuse_change();

do $$
declare
  subject text;
begin
  foreach subject in array array['civic_action', 'organiser_access', 'presence', 'code_batch', 'claim_code'] loop
    execute format(
      'create trigger kept before delete on %I for each row execute function refuse_change()', subject);
    execute format(
      'create trigger kept_whole before truncate on %I for each statement execute function refuse_change()', subject);
  end loop;
end
$$;

grant select, insert, update on civic_action, organiser_access, presence, code_batch, claim_code to borgo_api;
grant select, insert, update, delete on organiser_session, try_count to borgo_api;
