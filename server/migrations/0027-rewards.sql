-- What campaigns owe cards, in cents: a reward, or below zero what a purchase taken back takes with it. Rows are only
-- added. Each stays apart from the chain until a mint credits it.
create table reward_entry (
  id uuid primary key,
  campaign_id uuid not null references campaign,
  -- The payment, and which entry of its this is: 0 gives, the later ones take.
  payment_id uuid not null references payment,
  number smallint not null check (number >= 0),
  card_id uuid not null references card,
  beneficiary_id uuid not null references beneficiary,
  merchant_id uuid not null references merchant,
  -- Civil day (Europe/Rome) of the purchase: that of the caps by day.
  earned_on date not null,
  -- What was left of the purchase when this was judged.
  base_cents cents not null,
  amount_cents bigint not null,
  -- Which bound kept it below its rate.
  bound_by text check (bound_by in ('budget', 'household', 'card', 'cardDay', 'merchant', 'merchantDay')),
  entered_at timestamptz not null default now(),
  mint_ref hash,
  unique (campaign_id, payment_id, number),
  check ((number = 0 and amount_cents >= 0) or (number > 0 and amount_cents <= 0))
);
create index reward_entry_of_payment on reward_entry (payment_id);
create index reward_entry_unminted on reward_entry (campaign_id, earned_on) where mint_ref is null;

-- One transaction that credits rewards, signed by an officer. Its reference is used once on chain: to credit, or for
-- nobody, which frees its entries for another. Only the indexer moves `prepared` on.
create table reward_mint (
  ref hash primary key,
  campaign_id uuid not null references campaign,
  total_cents cents not null check (total_cents > 0),
  accounts integer not null check (accounts > 0),
  state text not null check (state in ('prepared', 'issued', 'cancelled')),
  transaction_hash hash,
  done_at timestamptz,
  prepared_by address not null,
  prepared_at timestamptz not null,
  check ((state = 'prepared') = (done_at is null)),
  check ((state = 'prepared') = (transaction_hash is null))
);
create index reward_mint_of_campaign on reward_mint (campaign_id, prepared_at desc);
alter table reward_entry add foreign key (mint_ref) references reward_mint;

create table reward_mint_line (
  mint_ref hash not null references reward_mint,
  account address not null references account,
  amount_cents cents not null check (amount_cents > 0),
  primary key (mint_ref, account)
);

insert into state_transition (subject, from_state, to_state) values
  ('reward_mint', 'none', 'prepared'),
  ('reward_mint', 'prepared', 'issued'),
  ('reward_mint', 'prepared', 'cancelled'),
  ('reward_mint', 'issued', 'prepared'),
  ('reward_mint', 'cancelled', 'prepared');
create trigger first_state before insert on reward_mint for each row execute function refuse_foreign_step();
create trigger next_state before update of state on reward_mint for each row
  when (old.state is distinct from new.state) execute function refuse_foreign_step();

create trigger unchanged before update on reward_mint for each row when (
  (old.ref, old.campaign_id, old.total_cents, old.accounts, old.prepared_by, old.prepared_at)
  is distinct from
  (new.ref, new.campaign_id, new.total_cents, new.accounts, new.prepared_by, new.prepared_at)
) execute function refuse_change();
create trigger unchanged before update on reward_mint_line for each row execute function refuse_change();
-- An entry is in one mint; it comes out of one that is cancelled only.
create function refuse_second_mint() returns trigger language plpgsql as $$
begin
  if exists (select from reward_mint where ref = old.mint_ref and state <> 'cancelled') then
    raise exception 'reward_entry is in a mint already'
      using errcode = 'restrict_violation', table = 'reward_entry';
  end if;
  return new;
end
$$;
create trigger one_mint before update of mint_ref on reward_entry for each row
  when (old.mint_ref is not null and old.mint_ref is distinct from new.mint_ref)
  execute function refuse_second_mint();
create trigger unchanged before update on reward_entry for each row when (
  (old.id, old.campaign_id, old.payment_id, old.number, old.card_id, old.beneficiary_id, old.merchant_id,
   old.earned_on, old.base_cents, old.amount_cents, old.bound_by, old.entered_at)
  is distinct from
  (new.id, new.campaign_id, new.payment_id, new.number, new.card_id, new.beneficiary_id, new.merchant_id,
   new.earned_on, new.base_cents, new.amount_cents, new.bound_by, new.entered_at)
) execute function refuse_change();

do $$
declare
  subject text;
begin
  foreach subject in array array['reward_entry', 'reward_mint', 'reward_mint_line'] loop
    execute format(
      'create trigger kept before delete on %I for each row execute function refuse_change()', subject);
    execute format(
      'create trigger kept_whole before truncate on %I for each statement execute function refuse_change()', subject);
  end loop;
end
$$;

grant select, insert, update on reward_entry, reward_mint, reward_mint_line to borgo_api;
