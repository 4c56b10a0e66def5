-- Wrong passwords beside each card's own count. Only the signer sees them.

-- What one till, or one address, has tried. Counted before each check, in the same transaction as the card's count.
create table custody.guess_count (
  scope text not null check (scope in ('till', 'source')),
  -- Keyed hash of the till's id or of the address: who it is stays with the service.
  key bytea not null check (octet_length(key) = 32),
  -- Tries let in since the window began, and how many of them were wrong; a right one takes itself back.
  tried integer not null check (tried >= wrong),
  wrong integer not null default 0 check (wrong >= 0),
  window_until timestamptz not null,
  locks integer not null default 0 check (locks >= 0),
  locked_until timestamptz,
  primary key (scope, key)
);

-- Codes that are no card's count tries as a card's do, so that nobody learns which codes are.
create table custody.unknown_code (
  lookup bytea primary key check (octet_length(lookup) = 32),
  failed_tries smallint not null check (failed_tries >= 0),
  locked_until timestamptz,
  is_blocked boolean not null default false,
  tried_at timestamptz not null
);
create index unknown_code_by_age on custody.unknown_code (tried_at);

grant select, insert, update, delete on custody.guess_count, custody.unknown_code to borgo_signer;
