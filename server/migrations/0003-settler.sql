-- A transfer that the contract would leave out now waits, without holding up the others; `set_aside_until` is when it is
-- tried again. Only what waits for a batch can be set aside.
alter table signed_transfer
  add column set_aside_until timestamptz,
  add column set_aside_times smallint not null default 0 check (set_aside_times >= 0),
  -- Was in a signed transaction once, so somebody may have kept its signature: it cannot be voided any more, not even
  -- where that transaction is dead.
  add column is_public boolean not null default false;
update signed_transfer set is_public = true where batch_id is not null or state = 'settled';

-- `filler`: a transaction without transfers, which only uses a nonce up. It belongs to no programme and goes to the
-- relayer itself.
alter table settlement_batch
  alter column programme_id drop not null,
  drop constraint settlement_batch_kind_check,
  add constraint settlement_batch_kind_check check (kind in ('payments', 'reversals', 'filler')),
  add constraint only_fillers_have_no_programme check ((kind = 'filler') = (programme_id is null)),
  -- Why it is dead: its transaction reverted, or another has used its nonce.
  add column dead_because text check (dead_because in ('reverted', 'foreign_nonce'));

-- The newest block when it was signed: more is offered after some blocks, not after some time. What a node last said.
alter table settlement_attempt
  add column signed_at_block bigint not null default 0,
  add column outcome text;

create index settlement_batch_dead on settlement_batch (relayer, relayer_nonce) where state = 'dead';
