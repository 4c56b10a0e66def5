-- The same movements as before, with each holder's kind looked up by its whole key. As a join the planner could take all
-- holders of a token for each movement: right while they are few, and the square of a town's size when it guesses so
-- of many.
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
    select event.*,
      (
        select sender.kind from voucher_holder as sender
        where sender.programme_id = event.programme_id and sender.address = from_address
      ) as from_kind,
      (
        select recipient.kind from voucher_holder as recipient
        where recipient.programme_id = event.programme_id and recipient.address = to_address
      ) as to_kind,
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
    where cents > 0 and from_address <> to_address
  ) as moved;

-- It compares whole tables that were filled in the same transaction, of which the planner knows nothing yet: taking them
-- for nearly empty, it walked through one for each row of the other. Whoever replaces the function sets this again.
alter function align_journal() set enable_nestloop = off;
