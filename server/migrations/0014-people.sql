-- Under which beginnings of names a person is filed. The key is two bytes of a keyed hash: it finds a name without
-- telling it, and in a large town some others with it, who are left out after decryption.
create table beneficiary_name_key (
  key integer not null check (key between 0 and 65535),
  beneficiary_id uuid not null references beneficiary,
  primary key (key, beneficiary_id)
);
create index beneficiary_name_key_of on beneficiary_name_key (beneficiary_id);

alter table beneficiary
  -- Counts the changes to the person or to what they are due: whoever changes says which version they saw.
  add column version integer not null default 1 check (version >= 1),
  add column is_filed boolean not null default false;
create index beneficiary_unfiled on beneficiary (id) where not is_filed;
create index beneficiary_newest on beneficiary (created_at desc, id desc);
create index card_of_beneficiary on card (beneficiary_id);

-- Withdrawn: nothing more is issued. What was issued stays on the card.
alter table entitlement add column withdrawn_at timestamptz;

-- What was changed by hand, with the reason. Only added to; the text is encrypted, and goes with the person.
create table beneficiary_change (
  id uuid primary key,
  beneficiary_id uuid not null references beneficiary,
  entitlement_id uuid references entitlement,
  kind text not null check (kind in ('person', 'amount', 'withdrawal', 'readmission')),
  sealed_reason bytea not null,
  changed_by address not null,
  changed_at timestamptz not null
);
create index beneficiary_change_of on beneficiary_change (beneficiary_id, changed_at);

grant select, insert, delete on beneficiary_name_key to borgo_api;
grant select, insert on beneficiary_change to borgo_api;
