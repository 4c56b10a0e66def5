-- Whose account the reimbursements are paid from, as the accounts office last wrote it down.
create table payer (
  only_row boolean primary key default true check (only_row),
  name text not null check (length(name) between 2 and 140),
  iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  -- The code that CBI knows the town by; only its format asks for it.
  cbi_code text check (cbi_code ~ '^[A-Z0-9]{8}$'),
  bic text check (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
  changed_by address not null,
  changed_at timestamptz not null
);

-- What was handed to the bank to be paid on one day, as it was then: its files can be made again, the same.
create table transfer_order (
  id uuid primary key,
  number integer not null unique check (number >= 1),
  message_id text not null unique check (length(message_id) <= 35),
  execute_on text not null check (execute_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  total_cents cents not null check (total_cents > 0),
  payer jsonb not null,
  created_by address not null,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by address,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);

create table transfer_order_line (
  order_id uuid not null references transfer_order,
  position smallint not null check (position >= 1),
  statement_id uuid not null references reimbursement_statement,
  -- By it the bank's answer finds the line again.
  end_to_end text not null unique check (length(end_to_end) <= 35),
  amount_cents cents not null check (amount_cents > 0),
  -- Name and IBAN of who is paid, encrypted.
  sealed_payee bytea not null,
  outcome text check (outcome in ('paid', 'rejected', 'withdrawn')),
  paid_on text check (paid_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  outcome_reason text,
  outcome_at timestamptz,
  primary key (order_id, position),
  check ((outcome is null) = (outcome_at is null)),
  check (coalesce(outcome = 'paid', false) = (paid_on is not null))
);
-- Nobody is paid twice: a statement is in one order, until the bank has rejected it or the order was taken back.
create unique index one_living_order on transfer_order_line (statement_id) where outcome is null or outcome = 'paid';

create trigger unchanged before update on transfer_order for each row when (
  (old.id, old.number, old.message_id, old.execute_on, old.total_cents, old.payer, old.created_by, old.created_at)
  is distinct from
  (new.id, new.number, new.message_id, new.execute_on, new.total_cents, new.payer, new.created_by, new.created_at)
  or old.withdrawn_at is not null
) execute function refuse_change();

-- An outcome is written once.
create trigger unchanged before update on transfer_order_line for each row when (
  (old.order_id, old.position, old.statement_id, old.end_to_end, old.amount_cents, old.sealed_payee)
  is distinct from
  (new.order_id, new.position, new.statement_id, new.end_to_end, new.amount_cents, new.sealed_payee)
  or old.outcome is not null
) execute function refuse_change();

create trigger kept before delete on transfer_order for each row execute function refuse_change();
create trigger kept before delete on transfer_order_line for each row execute function refuse_change();
create trigger kept_whole before truncate on transfer_order for each statement execute function refuse_change();
create trigger kept_whole before truncate on transfer_order_line for each statement execute function refuse_change();

grant select, insert, update on payer, transfer_order, transfer_order_line to borgo_api;
