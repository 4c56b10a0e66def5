-- The noticeboard: offers and wants of those who have a card, with messages that never say who writes.

-- Whoever is at the board: a household's first card, or its second, and what replaces them. Two members of a household do
-- not read each other's messages.
create table board_member (
  id uuid primary key,
  beneficiary_id uuid not null references beneficiary,
  is_second boolean not null,
  unique (beneficiary_id, is_second)
);

-- Without accents, because half of the phones leave them out; then by word stem. Both sides of a search go through it.
create function plain_words(words text) returns text immutable strict parallel safe language sql
  return translate(lower(words), 'àáâäèéêëìíîïòóôöùúûü', 'aaaaeeeeiiiioooouuuu');
create function offer_words(title text, body text, zone text) returns tsvector
  immutable strict parallel safe language sql
  return setweight(to_tsvector('italian'::regconfig, plain_words(title)), 'A')
    || to_tsvector('italian'::regconfig, plain_words(body || ' ' || zone));

create table offer (
  id uuid primary key,
  member_id uuid not null references board_member,
  side text not null check (side in ('offer', 'want')),
  kind text not null check (kind in ('goods', 'services', 'skills', 'knowhow')),
  category text not null check (length(category) between 1 and 20),
  title text not null check (length(title) between 3 and 80),
  body text not null check (length(body) <= 1000),
  -- A quarter or a village, never an address.
  zone text not null check (length(zone) between 2 and 40),
  price text not null check (price in ('local', 'mixed', 'free')),
  -- In local value's own unit, and in euros.
  local_cents cents not null,
  euro_cents cents not null,
  days smallint not null check (days between 1 and 60),
  state text not null check (state in ('open', 'closed', 'hidden')),
  -- What its owner reads where the town took it down.
  hidden_reason text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  check ((price = 'free') = (local_cents = 0)),
  check ((price = 'mixed') = (euro_cents > 0)),
  check ((state = 'hidden') = (hidden_reason is not null)),
  check ((state = 'closed') = (closed_at is not null))
);
create index offer_words on offer using gin (offer_words(title, body, zone));
create index offer_newest on offer (created_at desc, id desc) where state = 'open';
create index offer_of_member on offer (member_id, created_at desc);

create table offer_photo (
  id uuid primary key,
  offer_id uuid not null references offer on delete cascade,
  position smallint not null check (position between 0 and 2),
  -- A JPEG with nothing but the picture in it.
  jpeg bytea not null check (length(jpeg) between 100 and 400000),
  unique (offer_id, position)
);

-- What two people write to each other about an offer: one for each who asks.
create table offer_thread (
  id uuid primary key,
  offer_id uuid not null references offer on delete cascade,
  asker_id uuid not null references board_member,
  opened_at timestamptz not null,
  last_message_at timestamptz not null,
  -- Not read yet, by each of the two.
  owner_unread smallint not null default 0 check (owner_unread >= 0),
  asker_unread smallint not null default 0 check (asker_unread >= 0),
  -- The town ended it, for a reason that both read.
  closed_at timestamptz,
  closed_reason text,
  unique (offer_id, asker_id),
  check ((closed_at is null) = (closed_reason is null))
);
create index offer_thread_of_asker on offer_thread (asker_id, last_message_at desc);

create table offer_message (
  -- Made by who writes: sent twice it is there once.
  id uuid primary key,
  thread_id uuid not null references offer_thread on delete cascade,
  is_from_owner boolean not null,
  sealed_text bytea not null,
  sent_at timestamptz not null
);
create index offer_message_of_thread on offer_message (thread_id, sent_at);

-- Who wants nothing to do with whom. Neither learns who the other is.
create table offer_block (
  blocker_id uuid not null references board_member,
  blocked_id uuid not null references board_member,
  blocked_at timestamptz not null,
  primary key (blocker_id, blocked_id),
  check (blocker_id <> blocked_id)
);
create index offer_block_of_blocked on offer_block (blocked_id);

-- Somebody calls the town: about an offer, or about what was written in a thread.
create table offer_report (
  id uuid primary key,
  offer_id uuid not null references offer on delete cascade,
  thread_id uuid references offer_thread on delete cascade,
  reporter_id uuid not null references board_member,
  reason text not null check (reason in ('fraud', 'offensive', 'forbidden', 'personal_data', 'other')),
  sealed_note bytea,
  reported_at timestamptz not null,
  outcome text check (outcome in ('taken_down', 'dismissed')),
  decided_by address,
  decided_at timestamptz,
  check ((outcome is null) = (decided_at is null)),
  check ((outcome is null) = (decided_by is null))
);
create unique index offer_report_once on offer_report (offer_id, coalesce(thread_id, offer_id), reporter_id)
  where outcome is null;
create index offer_report_open on offer_report (reported_at) where outcome is null;

-- A card's holder at the noticeboard: opens nothing that moves value.
create table board_session (
  token_hash bytea primary key,
  card_id uuid not null references card,
  opened_at timestamptz not null,
  last_used_at timestamptz not null
);
create index board_session_of_card on board_session (card_id);

-- All of it is deleted when it has been kept long enough, or when its person goes.
grant select, insert, update, delete on board_member, offer, offer_thread, board_session, offer_report to borgo_api;
grant select, insert, delete on offer_photo, offer_message, offer_block to borgo_api;
