-- What earns local value: a campaign's rate, days, budget and caps. Budget and time hold on chain too; the caps are ours.
create table campaign (
  id uuid primary key,
  -- On chain: the kind in the first byte, and 31 bytes of chance.
  ref hash not null unique,
  name text not null check (length(name) between 3 and 60),
  act text not null check (length(act) between 3 and 200),
  kind text not null check (kind in ('purchases', 'sharing', 'actions')),
  -- A share of the price for purchases; for a visit or an action, so much each.
  basis_points integer check (basis_points between 1 and 10000),
  cents_each cents check (cents_each > 0),
  rewards_from timestamptz not null,
  rewards_until timestamptz not null,
  -- What the last day earned is minted after it: until then the contract allows it.
  mintable_until timestamptz not null,
  categories smallint[] not null,
  budget_cents cents not null check (budget_cents > 0),
  card_cents cents not null check (card_cents > 0),
  household_cents cents not null check (household_cents > 0),
  card_day_cents cents not null check (card_day_cents > 0),
  merchant_cents cents check (merchant_cents > 0),
  merchant_day_cents cents check (merchant_day_cents > 0),
  -- By the events of final blocks.
  minted_cents cents not null default 0,
  state text not null check (state in ('draft', 'open', 'closed')),
  opened_at timestamptz,
  closed_at timestamptz,
  created_by address not null,
  created_at timestamptz not null,
  check (rewards_from < rewards_until and rewards_until <= mintable_until),
  check ((kind = 'purchases') = (basis_points is not null)),
  check ((kind = 'purchases') = (cents_each is null)),
  check ((kind = 'purchases') = (merchant_cents is not null)),
  check ((kind = 'purchases') = (merchant_day_cents is not null)),
  check ((state = 'draft') = (opened_at is null)),
  check ((state = 'closed') = (closed_at is not null))
);

insert into state_transition (subject, from_state, to_state) values
  ('campaign', 'none', 'draft'),
  ('campaign', 'draft', 'open'),
  ('campaign', 'open', 'closed'),
  ('campaign', 'open', 'draft'),
  ('campaign', 'closed', 'draft');
create trigger first_state before insert on campaign for each row execute function refuse_foreign_step();
create trigger next_state before update of state on campaign for each row
  when (old.state is distinct from new.state) execute function refuse_foreign_step();

-- What a campaign promised stays as it was decided; budget and time follow what the treasurer's transaction says.
create trigger unchanged before update on campaign for each row when (
  (old.id, old.ref, old.name, old.act, old.kind, old.basis_points, old.cents_each, old.categories, old.card_cents,
   old.household_cents, old.card_day_cents, old.merchant_cents, old.merchant_day_cents, old.created_by, old.created_at)
  is distinct from
  (new.id, new.ref, new.name, new.act, new.kind, new.basis_points, new.cents_each, new.categories, new.card_cents,
   new.household_cents, new.card_day_cents, new.merchant_cents, new.merchant_day_cents, new.created_by, new.created_at)
) execute function refuse_change();
create trigger kept before delete on campaign for each row execute function refuse_change();
create trigger kept_whole before truncate on campaign for each statement execute function refuse_change();

grant select, insert, update on campaign to borgo_api;
