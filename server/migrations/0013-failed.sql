-- A transfer is `failed` only where it can never settle: final blocks are past its deadline, or its nonce is gone. Nothing
-- is held for it then; what the town owes in its place is booked until an officer has made it good. One that the
-- contract left out waits for another batch instead.
insert into state_transition (subject, from_state, to_state) values
  ('payment', 'accepted', 'failed'),
  ('payment', 'failed', 'accepted'),
  ('signed_transfer', 'accepted', 'failed'),
  ('signed_transfer', 'failed', 'accepted'),
  ('reversal', 'accepted', 'failed'),
  ('reversal', 'failed', 'accepted');

-- What an earlier version called failed was left out once, and waits again.
update payment as p set state = case
    when exists (select from signed_transfer as t where t.payment_id = p.id and t.state in ('batched', 'settled'))
    then 'batched' else 'accepted' end
where p.state = 'failed'
  and exists (select from signed_transfer as t where t.payment_id = p.id and t.state = 'failed');
update reversal as r set state = case
    when exists (select from signed_transfer as t where t.reversal_id = r.id and t.state in ('batched', 'settled'))
    then 'batched' else 'accepted' end
where r.state = 'failed';
update signed_transfer set state = 'accepted', batch_id = null, set_aside_until = now() where state = 'failed';

create index signed_transfer_deadline on signed_transfer (deadline) where state in ('accepted', 'batched');
create index signed_transfer_overtaken on signed_transfer (id)
  where state = 'accepted' and skip_reason in ('nonce_used', 'nonce_too_old');
create index signed_transfer_failed on signed_transfer (id) where state = 'failed';

-- By which act, outside the software, an officer gave a shop or a card what the chain will never give it.
create table made_good (
  transfer_id uuid primary key references signed_transfer,
  act text not null check (length(act) between 3 and 200),
  made_by address not null,
  made_at timestamptz not null default now()
);
create trigger unchanged before update or delete on made_good for each row execute function refuse_change();
create trigger kept_whole before truncate on made_good for each statement execute function refuse_change();

-- Journal: what is owed is no value of the voucher's. It stands beside the rest, and sums to nothing with it:
--   uncovered       minus all that the chain will never pay
--   owed:<address>  what the town owes the shop or the card in its place
--   made_good       what it has given them by other means
alter domain ledger_account drop constraint ledger_account_check;
alter domain ledger_account add constraint ledger_account_check check (
  value ~ '^(fund|redeemed|reclaimed|uncovered|made_good|(free|held|owed):0x[0-9a-f]{40})$'
);
alter table journal_entry
  drop constraint journal_entry_kind_check,
  add constraint journal_entry_kind_check check (kind in (
    'issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign',
    'reserve', 'claim',
    'owe', 'make_good',
    'void', 'release', 'forget'
  ));

-- What is promised and not kept yet: by open transfers, by statements that are not redeemed, and by the town in the place
-- of what failed.
drop view promise_due;
create view promise_due as
  select 'reserve' as kind, id::text as cause, programme_id,
    'free:' || from_account as debit, 'held:' || from_account as credit, amount_cents
  from signed_transfer where state in ('accepted', 'batched')
  union all
  select 'claim', statement.id::text, programme_id, 'free:' || merchant.account, 'held:' || merchant.account, amount_cents
  from reimbursement_statement as statement join merchant on merchant.id = statement.merchant_id
  where approved_transaction is null
  union all
  select 'owe', id::text, programme_id, 'uncovered', 'owed:' || to_account, amount_cents
  from signed_transfer where state = 'failed';
grant select on promise_due to borgo_api;

create or replace function align_journal() returns void language plpgsql as $$
begin
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
  select programme_id, 'forget', credit, debit, amount_cents, cause, occurrence, id from journal_live as live
  where kind in ('issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign')
    and not exists (
      select from chain_movement as moved
      where (moved.kind, moved.cause, moved.programme_id) = (live.kind, live.cause, live.programme_id)
    );
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
  select programme_id, case kind when 'owe' then 'forget' else 'release' end, credit, debit, amount_cents, cause,
    occurrence, id
  from journal_live as live
  where kind in ('reserve', 'claim', 'owe')
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
    select programme_id, kind, debit, credit, amount_cents, cause, null, null from promise_due
  ) as due
  where not exists (
    select from journal_live as live
    where (live.kind, live.cause, live.programme_id) = (due.kind, due.cause, due.programme_id)
  )
  order by block_number, log_index, cause;
end
$$;

grant select, insert on made_good to borgo_api;
