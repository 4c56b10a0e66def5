-- How far this database has come: every replica counts it on, and notes the count outside the database as well. A
-- database that is behind such a note has lost what was committed since: it is a restored copy, or a standby that had
-- not received everything. Then it is in quarantine until the chain has been read again.
create table database_mark (
  only_row boolean primary key default true check (only_row),
  mark bigint not null default 0 check (mark >= 0),
  quarantined_because text,
  quarantined_at timestamptz,
  check ((quarantined_because is null) = (quarantined_at is null))
);
insert into database_mark default values;

-- In quarantine: nonces below this one may be in transactions that the database has forgotten, and are used up.
alter table relayer
  add column burn_until bigint,
  add column is_burnt boolean not null default false;

-- Payments of our cards' accounts, and reversals of our shops', that the chain settled and the database does not know.
-- Balances count them; which till took them is lost.
create table recovered_transfer (
  digest hash primary key,
  programme_id uuid not null references programme,
  from_account address not null,
  to_account address not null,
  amount_cents cents not null check (amount_cents > 0),
  nonce bigint not null,
  transaction_hash hash not null,
  settled_block bigint not null,
  settled_at timestamptz not null
);
create index recovered_transfer_of_account on recovered_transfer (from_account);

-- Whatever a replica still believes: in quarantine nothing is promised, taken back or sent.
create function refuse_in_quarantine() returns trigger language plpgsql as $$
begin
  if exists (select from database_mark where quarantined_because is not null) then
    raise exception 'the database is in quarantine'
      using errcode = 'object_not_in_prerequisite_state', table = tg_table_name;
  end if;
  return new;
end
$$;

create trigger quarantine before insert on payment for each row execute function refuse_in_quarantine();
create trigger quarantine before insert on reversal for each row execute function refuse_in_quarantine();
create trigger quarantine before insert on reimbursement_statement
  for each row execute function refuse_in_quarantine();
create trigger quarantine_void before update of voided_at on payment for each row
  when (new.voided_at is not null and old.voided_at is null) execute function refuse_in_quarantine();
create trigger quarantine before insert on settlement_batch for each row when (new.kind <> 'filler')
  execute function refuse_in_quarantine();

grant select, update on database_mark to borgo_api;
grant select, insert on recovered_transfer to borgo_api;
