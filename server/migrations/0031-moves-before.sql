-- Which move of a programme's end an amendment is told by the order of the moves, never by clocks: that of a block says
-- whole seconds, and differs from the service's.
alter table programme_amendment add column moves_before integer check (moves_before >= 0);
alter table programme_amendment disable trigger user;
update programme_amendment as amendment set moves_before = (
  select count(*) from chain_event join programme on programme.voucher = chain_event.contract
  where programme.id = amendment.programme_id and chain_event.name = 'DatesMoved'
    and block_time < amendment.prepared_at - interval '1 hour'
);
alter table programme_amendment enable trigger user;
alter table programme_amendment alter column moves_before set not null;
