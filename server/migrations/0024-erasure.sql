-- Since when nobody is behind this row: who it was is erased, what it was due and paid stays.
alter table beneficiary add column erased_at timestamptz;
create index beneficiary_kept on beneficiary (created_at) where erased_at is null;

-- What was written by hand about a person goes with the person.
grant delete on beneficiary_change to borgo_api;
-- Kept for six months, then deleted.
grant delete on officer_session, officer_nonce to borgo_api;
