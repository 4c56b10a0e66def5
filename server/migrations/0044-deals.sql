-- What two at the board agreed on: who gives the thing says for how much, the other pays it with the card.
create table offer_deal (
  -- Made by who proposes it. The gift that pays it has the same id, so that it is paid once at most.
  id uuid primary key,
  thread_id uuid not null references offer_thread on delete cascade,
  -- Who is to be paid put the offer up; else the one who wrote about it.
  is_from_owner boolean not null,
  -- In local value's own unit, and in euros that pass from hand to hand.
  local_cents cents not null check (local_cents > 0),
  euro_cents cents not null,
  state text not null check (state in ('proposed', 'paid', 'withdrawn')),
  proposed_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_at is null))
);
create unique index one_open_deal on offer_deal (thread_id) where state = 'proposed';
create index offer_deal_of_thread on offer_deal (thread_id, proposed_at);

-- Once decided, always decided so.
create trigger unchanged before update on offer_deal for each row when (
  old.state <> 'proposed' or (old.id, old.thread_id, old.is_from_owner, old.local_cents, old.euro_cents, old.proposed_at)
  is distinct from
  (new.id, new.thread_id, new.is_from_owner, new.local_cents, new.euro_cents, new.proposed_at)
) execute function refuse_change();

grant select, insert, update, delete on offer_deal to borgo_api;
