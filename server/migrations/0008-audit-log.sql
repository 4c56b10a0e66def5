-- Every act of the office, in the order in which they were done. Rows are only added, and each carries the digest of
-- the one before: a row that is changed, taken out or slipped in breaks the chain from there on.
--
-- It names no person: ids, counts and the officer's address only, because nothing of it can ever be erased.
create table audit_entry (
  -- 1, 2, 3… without gaps: a sequence would leave some where a transaction was rolled back.
  id bigint primary key check (id >= 1),
  at timestamptz not null,
  -- Null for what nobody signed in did.
  officer address,
  act text not null check (act ~ '^[a-z_]{3,60}$'),
  -- Id of what was acted upon.
  subject text check (length(subject) between 1 and 100),
  -- As text, because its bytes are under the digest.
  details json not null,
  previous bytea not null check (octet_length(previous) = 32),
  digest bytea not null unique check (octet_length(digest) = 32)
);
create index audit_entry_of_act on audit_entry (act, id);
create index audit_entry_of_officer on audit_entry (officer, id);
create index audit_entry_of_subject on audit_entry (subject, id);
create index audit_entry_at on audit_entry (at);

-- A field with its length in front, so that no two rows come to the same text.
create function audit_field(field text) returns text language sql immutable as $$
  select case when field is null then '-' else octet_length(convert_to(field, 'UTF8')) || ':' || field end
$$;

create function audit_instant(at timestamptz) returns text language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- The same as `core/office/audit-chain.ts` computes.
create function chain_audit_entry() returns trigger language plpgsql as $$
declare
  last audit_entry;
begin
  -- One after the other, until the transaction ends: whoever comes next sees this row or none.
  perform pg_advisory_xact_lock(hashtext('audit_entry'));
  select * into last from audit_entry order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.previous := coalesce(last.digest, decode(repeat('00', 32), 'hex'));
  new.digest := sha256(new.previous || convert_to(
    audit_field(new.id::text) || audit_field(audit_instant(new.at)) || audit_field(new.officer) || audit_field(new.act)
    || audit_field(new.subject) || audit_field(new.details::text), 'UTF8'));
  return new;
end
$$;

create trigger chained before insert on audit_entry for each row execute function chain_audit_entry();
create trigger unchanged before update or delete on audit_entry for each row execute function refuse_change();
create trigger kept_whole before truncate on audit_entry for each statement execute function refuse_change();

grant select, insert on audit_entry to borgo_api;
