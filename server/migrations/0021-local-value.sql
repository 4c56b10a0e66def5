-- The town's local value stands beside the vouchers: one more token, with accounts, holdings, signed transfers and books
-- of the same make. What counts value counts it by token: a voucher's token has its programme's id, the local value's an
-- id of its own (LOCAL_VALUE in core/local-value/local-value.ts). So no sum ever mixes the two.
create table token (
  id uuid primary key,
  kind text not null check (kind in ('voucher', 'local')),
  -- The contract; null while a programme is a draft, and for the local value before the service first started.
  address address unique,
  check ((kind = 'local') = (id = '10ca1000-0000-4000-8000-000000000000'))
);
insert into token (id, kind, address) select id, 'voucher', voucher from programme;
insert into token (id, kind) values ('10ca1000-0000-4000-8000-000000000000', 'local');

create function follow_programme() returns trigger language plpgsql as $$
begin
  insert into token (id, kind, address) values (new.id, 'voucher', new.voucher)
  on conflict (id) do update set address = excluded.address;
  return new;
end
$$;
create trigger token_of_programme after insert or update of voucher on programme
  for each row execute function follow_programme();

do $$
declare
  holder text;
begin
  foreach holder in array array[
    'account', 'merchant_holding', 'signed_transfer', 'settlement_batch', 'journal_entry', 'voucher_holder',
    'reconciliation', 'recovered_transfer'
  ] loop
    execute format('alter table %I drop constraint %I', holder, holder || '_programme_id_fkey');
    execute format('alter table %I add constraint %I foreign key (programme_id) references token',
      holder, holder || '_token_fkey');
    execute format(
      'comment on column %I.programme_id is %L', holder, 'The token: a programme''s voucher, or the local value');
  end loop;
end
$$;

-- What the local token's events add up to, at the last final block that was read. Nothing of it is ever burnt.
create table local_totals (
  only_row boolean primary key default true check (only_row),
  rewarded_cents cents not null default 0
);
insert into local_totals default values;

alter table voucher_holder
  drop constraint voucher_holder_kind_check,
  add constraint voucher_holder_kind_check check (kind in ('beneficiary', 'merchant', 'local'));

-- Journal: local value comes into being by a `reward`, out of `fund`, and moves from holder to holder by a `move`.
alter table journal_entry
  drop constraint journal_entry_kind_check,
  add constraint journal_entry_kind_check check (kind in (
    'issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign',
    'reward', 'move',
    'reserve', 'claim',
    'owe', 'make_good',
    'void', 'release', 'forget'
  ));

create or replace view chain_movement as
  select
    moved.programme_id,
    transaction_hash,
    case
      when token_kind = 'local' and from_address = nobody then 'reward'
      when token_kind = 'local' then 'move'
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
      select token.id as programme_id, token.kind as token_kind, transaction_hash, block_number, log_index,
        lower(args ->> 'from') as from_address, lower(args ->> 'to') as to_address,
        (args ->> 'value')::bigint as cents,
        '0x0000000000000000000000000000000000000000' as nobody
      from chain_event join token on token.address = chain_event.contract
      where chain_event.name = 'Transfer'
    ) as event
    left join voucher_holder as sender
      on sender.programme_id = event.programme_id and sender.address = from_address
    left join voucher_holder as recipient
      on recipient.programme_id = event.programme_id and recipient.address = to_address
    where cents > 0 and from_address <> to_address
  ) as moved;

create or replace function align_journal() returns void language plpgsql as $$
begin
  insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
  select programme_id, 'forget', credit, debit, amount_cents, cause, occurrence, id from journal_live as live
  where kind in ('issue', 'settle', 'reverse', 'redeem', 'reclaim', 'reassign', 'reward', 'move')
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

grant select, insert, update on token to borgo_api;
grant select, update on local_totals to borgo_api;
