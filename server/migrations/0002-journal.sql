-- States ----------------------------------------------------------------------------------------------

-- The steps that a state may take; `none` is before the row exists. The same tables stand in `core` (docs/states.md
-- draws them), and a test tries every pair of states against both.
create table state_transition (
  subject text not null,
  from_state text not null,
  to_state text not null,
  primary key (subject, from_state, to_state)
);

insert into state_transition (subject, from_state, to_state)
select subject, from_state, unnest(string_to_array(exits, ' '))
from (values
  ('payment', 'none', 'accepted abandoned'),
  ('payment', 'accepted', 'batched voided settled'),
  ('payment', 'batched', 'settled failed accepted'),
  ('payment', 'settled', 'batched accepted voided'),
  ('payment', 'voided', 'settled failed'),
  ('payment', 'failed', 'settled batched voided'),
  ('signed_transfer', 'none', 'accepted'),
  ('signed_transfer', 'accepted', 'batched voided settled'),
  ('signed_transfer', 'batched', 'settled failed accepted'),
  ('signed_transfer', 'settled', 'batched accepted voided'),
  ('signed_transfer', 'voided', 'settled'),
  ('signed_transfer', 'failed', 'settled batched'),
  ('reversal', 'none', 'accepted'),
  ('reversal', 'accepted', 'batched settled'),
  ('reversal', 'batched', 'settled failed accepted'),
  ('reversal', 'settled', 'batched accepted'),
  ('reversal', 'failed', 'settled batched'),
  ('settlement_batch', 'none', 'built dead'),
  ('settlement_batch', 'built', 'sent mined final dead'),
  ('settlement_batch', 'sent', 'mined final dead'),
  ('settlement_batch', 'mined', 'final sent dead'),
  ('settlement_batch', 'final', 'sent'),
  ('settlement_batch', 'dead', 'built sent final'),
  ('issuance_chunk', 'none', 'prepared'),
  ('issuance_chunk', 'prepared', 'issued cancelled'),
  ('issuance_chunk', 'issued', 'prepared'),
  ('issuance_chunk', 'cancelled', 'prepared'),
  ('reimbursement_statement', 'none', 'presented'),
  ('reimbursement_statement', 'presented', 'approved'),
  ('reimbursement_statement', 'approved', 'paid presented')
) as steps (subject, from_state, exits);

create function refuse_foreign_step() returns trigger language plpgsql as $$
declare
  before text := 'none';
begin
  if tg_op = 'UPDATE' then
    before := old.state;
  end if;
  if not exists (
    select from state_transition
    where subject = tg_table_name and from_state = before and to_state = new.state
  ) then
    raise exception '% may not become % from %', tg_table_name, new.state, before
      using errcode = 'check_violation', constraint = tg_table_name || '_step', table = tg_table_name;
  end if;
  return new;
end
$$;

do $$
declare
  subject text;
begin
  foreach subject in array array[
    'payment', 'signed_transfer', 'reversal', 'settlement_batch', 'issuance_chunk', 'reimbursement_statement'
  ] loop
    execute format(
      'create trigger first_state before insert on %I for each row execute function refuse_foreign_step()', subject);
    execute format(
      'create trigger next_state before update of state on %I for each row
       when (old.state is distinct from new.state) execute function refuse_foreign_step()', subject);
  end loop;
end
$$;

-- What was signed or answered -------------------------------------------------------------------------

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% keeps what was signed or answered: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation', table = tg_table_name;
end
$$;

create trigger unchanged before update on payment for each row when (
  (old.id, old.till_id, old.merchant_id, old.request_hash, old.card_id, old.amount_cents, old.left_cents, old.facts,
   old.accepted_at)
  is distinct from
  (new.id, new.till_id, new.merchant_id, new.request_hash, new.card_id, new.amount_cents, new.left_cents, new.facts,
   new.accepted_at)
) execute function refuse_change();

create trigger unchanged before update on reversal for each row when (
  (old.id, old.payment_id, old.till_id, old.amount_cents, old.accepted_at)
  is distinct from (new.id, new.payment_id, new.till_id, new.amount_cents, new.accepted_at)
) execute function refuse_change();

-- A signature may be erased, by voiding, and never be another.
create trigger unchanged before update on signed_transfer for each row when (
  (old.id, old.payment_id, old.reversal_id, old.position, old.programme_id, old.from_account, old.to_account,
   old.amount_cents, old.nonce, old.deadline, old.digest, old.reversed_digest)
  is distinct from
  (new.id, new.payment_id, new.reversal_id, new.position, new.programme_id, new.from_account, new.to_account,
   new.amount_cents, new.nonce, new.deadline, new.digest, new.reversed_digest)
  or (old.signature is distinct from new.signature and (new.signature is not null or new.state <> 'voided'))
) execute function refuse_change();

create trigger unchanged before update on settlement_batch for each row when (
  (old.id, old.kind, old.programme_id, old.relayer, old.relayer_nonce, old.created_at)
  is distinct from (new.id, new.kind, new.programme_id, new.relayer, new.relayer_nonce, new.created_at)
) execute function refuse_change();

create trigger unchanged before update on settlement_attempt for each row when (
  (old.batch_id, old.number, old.transaction_hash, old.raw, old.maximum_fee_wei, old.tip_wei, old.signed_at)
  is distinct from
  (new.batch_id, new.number, new.transaction_hash, new.raw, new.maximum_fee_wei, new.tip_wei, new.signed_at)
) execute function refuse_change();

create trigger unchanged before update on issuance_chunk for each row when (
  (old.ref, old.issuance_id, old.position, old.total_cents, old.accounts)
  is distinct from (new.ref, new.issuance_id, new.position, new.total_cents, new.accounts)
) execute function refuse_change();

create trigger unchanged before update on issuance_line for each row execute function refuse_change();

create trigger unchanged before update on reimbursement_statement for each row when (
  (old.id, old.ref, old.number, old.merchant_id, old.programme_id, old.amount_cents, old.period_from,
   old.period_until, old.presented_at)
  is distinct from
  (new.id, new.ref, new.number, new.merchant_id, new.programme_id, new.amount_cents, new.period_from,
   new.period_until, new.presented_at)
) execute function refuse_change();

do $$
declare
  subject text;
begin
  foreach subject in array array[
    'payment', 'signed_transfer', 'reversal', 'settlement_batch', 'settlement_attempt', 'issuance_chunk',
    'issuance_line', 'reimbursement_statement'
  ] loop
    execute format(
      'create trigger kept before delete on %I for each row execute function refuse_change()', subject);
    execute format(
      'create trigger kept_whole before truncate on %I for each statement execute function refuse_change()', subject);
  end loop;
end
$$;

-- A voided transfer whose signature somebody had kept may settle: what the chain says cannot be refused.
alter table signed_transfer
  drop constraint signed_transfer_check2,
  add constraint signed_transfer_signature check (
    case when state = 'voided' then signature is null else signature is not null or state = 'settled' end
  );

-- Journal ---------------------------------------------------------------------------------------------

-- Where value is, within one programme:
--   fund            what was not issued; its balance is minus all that ever was
--   free:<address>  what a holder has and has promised to nobody
--   held:<address>  what a holder has promised: by an accepted payment or reversal, or by a statement
--   redeemed        burnt against euros to a merchant
--   reclaimed       gone back to the fund unspent
create domain ledger_account as text
  check (value ~ '^(fund|redeemed|reclaimed|(free|held):0x[0-9a-f]{40})$');

-- Every movement of value, in cents. One row takes from `debit` and gives to `credit`: an entry that does not balance
-- cannot be written. Rows are only added; what turns out otherwise is countered by a row the other way round.
create table journal_entry (
  id bigint generated always as identity primary key,
  programme_id uuid not null references programme,
  kind text not null check (kind in (
    'issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign', -- the chain's
    'reserve', 'claim', -- our promises
    'void', 'release', 'forget' -- counter-entries
  )),
  debit ledger_account not null,
  credit ledger_account not null,
  amount_cents cents not null check (amount_cents > 0),
  -- What brought it about, so that the same is never booked twice: a transfer or statement, or a movement on chain.
  cause text not null,
  -- How often it was booked and countered before.
  occurrence smallint not null check (occurrence >= 0),
  counters bigint unique references journal_entry,
  posted_at timestamptz not null default now(),
  check (debit <> credit),
  check ((kind in ('void', 'release', 'forget')) = (counters is not null)),
  unique (kind, cause, programme_id, occurrence)
);

create trigger unchanged before update or delete on journal_entry for each row execute function refuse_change();
create trigger kept_whole before truncate on journal_entry for each statement execute function refuse_change();

create function refuse_unlike_counter() returns trigger language plpgsql as $$
begin
  if not exists (
    select from journal_entry as countered
    where countered.id = new.counters and countered.counters is null
      and (countered.programme_id, countered.debit, countered.credit, countered.amount_cents)
        = (new.programme_id, new.credit, new.debit, new.amount_cents)
  ) then
    raise exception 'a counter-entry is its entry the other way round'
      using errcode = 'check_violation', constraint = 'journal_entry_counter', table = 'journal_entry';
  end if;
  return new;
end
$$;

create trigger counter before insert on journal_entry for each row when (new.counters is not null)
  execute function refuse_unlike_counter();

create view journal_live as
  select entry.* from journal_entry as entry
  where entry.counters is null
    and not exists (select from journal_entry as counter where counter.counters = entry.id);

create view journal_balance as
  select programme_id, account, sum(cents)::bigint as cents
  from (
    select programme_id, credit::text as account, amount_cents::bigint as cents from journal_entry
    union all
    select programme_id, debit::text, -amount_cents::bigint from journal_entry
  ) as moved
  group by programme_id, account;

-- What the events of final blocks moved. The cause names the movement itself, so that the same transaction in another
-- block is the same movement.
create view chain_movement as
  select
    moved.programme_id,
    transaction_hash,
    case
      when from_address = nobody then 'issue'
      when to_address = nobody and from_kind = 'beneficiary' then 'reclaim'
      when to_address = nobody then 'redeem'
      when from_kind = 'beneficiary' and to_kind = 'beneficiary' then 'reassign'
      when from_kind = 'beneficiary' then 'settle'
      else 'reverse'
    end as kind,
    case when from_address = nobody then 'fund' else 'free:' || from_address end as debit,
    case
      when to_address <> nobody then 'free:' || to_address
      when from_kind = 'beneficiary' then 'reclaimed'
      else 'redeemed'
    end as credit,
    cents as amount_cents,
    concat_ws('/', transaction_hash, from_address, to_address, cents, nth) as cause,
    block_number,
    log_index
  from (
    select event.*, sender.kind as from_kind, recipient.kind as to_kind,
      row_number() over (
        partition by transaction_hash, event.programme_id, from_address, to_address, cents order by log_index
      ) as nth
    from (
      select programme.id as programme_id, transaction_hash, block_number, log_index,
        lower(args ->> 'from') as from_address, lower(args ->> 'to') as to_address,
        (args ->> 'value')::bigint as cents,
        '0x0000000000000000000000000000000000000000' as nobody
      from chain_event join programme on programme.voucher = chain_event.contract
      where chain_event.name = 'Transfer'
    ) as event
    left join voucher_holder as sender
      on sender.programme_id = event.programme_id and sender.address = from_address
    left join voucher_holder as recipient
      on recipient.programme_id = event.programme_id and recipient.address = to_address
    where cents > 0 and from_address <> to_address
  ) as moved;

-- What is promised and not kept yet: by open transfers, and by statements that are not redeemed.
create view promise_due as
  select 'reserve' as kind, id::text as cause, programme_id, from_account as address, amount_cents
  from signed_transfer where state in ('accepted', 'batched', 'failed')
  union all
  select 'claim', statement.id::text, programme_id, merchant.account, amount_cents
  from reimbursement_statement as statement join merchant on merchant.id = statement.merchant_id
  where approved_transaction is null;

-- Brings the whole journal to what chain, transfers and statements say: for a town that had none, and after the chain
-- was read anew. What is booked already stays; what is no longer so is countered.
create function align_journal() returns void language plpgsql as $$
begin
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
  select programme_id, 'forget', credit, debit, amount_cents, cause, occurrence, id from journal_live as live
  where kind in ('issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign')
    and not exists (
      select from chain_movement as moved
      where (moved.kind, moved.cause, moved.programme_id) = (live.kind, live.cause, live.programme_id)
    );
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
  select programme_id, 'release', credit, debit, amount_cents, cause, occurrence, id from journal_live as live
  where kind in ('reserve', 'claim')
    and not exists (
      select from promise_due as due
      where (due.kind, due.cause, due.programme_id) = (live.kind, live.cause, live.programme_id)
    );
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
  select programme_id, kind, debit, credit, amount_cents, cause, (
      select count(*) from journal_entry as earlier
      where (earlier.kind, earlier.cause, earlier.programme_id) = (due.kind, due.cause, due.programme_id)
    )
  from (
    select programme_id, kind, debit, credit, amount_cents, cause, block_number, log_index from chain_movement
    union all
    select programme_id, kind, 'free:' || address, 'held:' || address, amount_cents, cause, null, null
    from promise_due
  ) as due
  where not exists (
    select from journal_live as live
    where (live.kind, live.cause, live.programme_id) = (due.kind, due.cause, due.programme_id)
  )
  order by block_number, log_index, cause;
end
$$;

select align_journal();

-- What the reconciler last found of each programme: journal, accounts and chain at one block.
create table reconciliation (
  programme_id uuid primary key references programme,
  checked_at timestamptz not null,
  block_number bigint not null,
  -- Holders whose balance was compared with the chain's since all of them were, the last time round.
  chain_cursor_address text,
  chain_complete_at timestamptz,
  differences jsonb not null
);

grant select on state_transition, journal_live, journal_balance, chain_movement, promise_due to borgo_api;
grant select, insert on journal_entry to borgo_api;
grant select, insert, update on reconciliation to borgo_api;
