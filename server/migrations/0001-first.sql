-- Amounts are integer cents. Addresses and hashes are lower-case hexadecimal text with 0x.
-- What only the signer may touch lives in the schema `custody`; the API's role has no right there.

create domain cents as bigint check (value >= 0);
create domain address as text check (value ~ '^0x[0-9a-f]{40}$');
create domain hash as text check (value ~ '^0x[0-9a-f]{64}$');

-- Custody ---------------------------------------------------------------------------------------------

create schema custody;

create table custody.sealed_key (
  id uuid primary key,
  kind text not null check (kind in ('card', 'merchant')),
  -- SHA-256 of the 128-bit secret on the card: finds the row, reveals nothing.
  lookup bytea not null unique check (octet_length(lookup) = 32),
  -- Version of the sealing format: see docs/security/custody.md. Bound into the sealed bytes, as are id, kind and epoch.
  format smallint not null,
  -- Counts how often the seed was sealed: a new password, or new parameters, is a new epoch.
  epoch integer not null default 1 check (epoch >= 1),
  argon2_memory_kib integer not null check (argon2_memory_kib > 0),
  argon2_passes smallint not null check (argon2_passes > 0),
  salt bytea check (octet_length(salt) = 16),
  sealed bytea,
  key_encryption_key text not null,
  -- Counted and committed before each check; cleared by a right password.
  failed_tries smallint not null default 0 check (failed_tries >= 0),
  locked_until timestamptz,
  is_blocked boolean not null default false,
  created_at timestamptz not null default now(),
  -- Since when the seed is erased: what it signed stays valid, it signs nothing more.
  destroyed_at timestamptz,
  check ((destroyed_at is null) = (sealed is not null)),
  check ((destroyed_at is null) = (salt is not null))
);
create index sealed_key_by_key_encryption_key on custody.sealed_key (key_encryption_key) where destroyed_at is null;

create table custody.relayer_key (
  address address primary key,
  format smallint not null,
  sealed bytea not null,
  key_encryption_key text not null,
  created_at timestamptz not null default now()
);

-- Keys for personal data at rest. The API process holds them unsealed while it runs; a dump holds them sealed only.
create table custody.data_key (
  purpose text not null check (purpose in ('personal_data', 'lookup')),
  version smallint not null check (version >= 1),
  format smallint not null,
  sealed bytea not null,
  key_encryption_key text not null,
  created_at timestamptz not null default now(),
  primary key (purpose, version)
);

-- Merchants -------------------------------------------------------------------------------------------

create table merchant_category (
  number smallint primary key check (number between 0 and 127),
  name text not null unique
);

create table merchant (
  id uuid primary key,
  -- Random: all that the chain knows of the merchant beside its account.
  ref hash not null unique,
  -- What the public page shows: never the name of a sole trader.
  alias text not null unique,
  vat_lookup bytea not null unique,
  -- Business name, VAT number, address, ATECO, IBAN: encrypted.
  sealed_details bytea not null,
  category smallint not null references merchant_category,
  state text not null check (state in ('imported', 'invited', 'active', 'suspended')),
  account address unique,
  sealed_key_id uuid unique,
  created_at timestamptz not null,
  check ((state = 'imported') = (account is null)),
  check ((account is null) = (sealed_key_id is null))
);

create table till (
  id uuid primary key,
  merchant_id uuid not null references merchant,
  label text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz
);
create index till_of_merchant on till (merchant_id);

-- Programmes ------------------------------------------------------------------------------------------

create table programme (
  id uuid primary key,
  ref hash not null unique,
  name text not null,
  symbol text not null,
  act text not null,
  fund_cents cents not null check (fund_cents > 0),
  spendable_from timestamptz not null,
  spendable_until timestamptz not null check (spendable_until > spendable_from),
  settleable_until timestamptz not null check (settleable_until >= spendable_until),
  categories smallint[] not null check (cardinality(categories) > 0),
  -- Privacy policy: on how many fresh accounts one recharge lands.
  accounts_per_recharge smallint not null check (accounts_per_recharge between 1 and 16),
  state text not null check (state in ('draft', 'open')),
  voucher address unique,
  opened_at timestamptz,
  created_by address not null,
  created_at timestamptz not null,
  check ((state = 'draft') = (voucher is null))
);

-- What the voucher's events add up to, at the last final block that was read.
create table programme_totals (
  programme_id uuid primary key references programme,
  issued_cents cents not null default 0,
  spent_cents cents not null default 0,
  reversed_cents cents not null default 0,
  redeemed_cents cents not null default 0,
  reclaimed_cents cents not null default 0,
  held_cents cents not null default 0,
  at_merchants_cents cents not null default 0,
  check (held_cents + at_merchants_cents + redeemed_cents + reclaimed_cents = issued_cents)
);

-- Everybody who ever held a programme's vouchers, ours or not, as the chain says.
create table voucher_holder (
  programme_id uuid not null references programme,
  address address not null,
  kind text not null check (kind in ('beneficiary', 'merchant')),
  balance_cents cents not null,
  primary key (programme_id, address)
);

create table beneficiary (
  id uuid primary key,
  -- Keyed hash of the fiscal code: finds the person, reveals nothing without the service's key.
  fiscal_code_lookup bytea not null unique,
  -- Surname, name, fiscal code, mobile: encrypted.
  sealed_person bytea not null,
  household_size smallint not null,
  created_at timestamptz not null
);

create table entitlement (
  id uuid primary key,
  programme_id uuid not null references programme,
  beneficiary_id uuid not null references beneficiary,
  protocol text not null,
  amount_cents cents not null check (amount_cents > 0),
  created_at timestamptz not null,
  unique (programme_id, beneficiary_id),
  unique (programme_id, protocol)
);
create index entitlement_of_beneficiary on entitlement (beneficiary_id);

-- Cards -----------------------------------------------------------------------------------------------

create table card (
  id uuid primary key,
  -- Printed on the card, to speak of it on the telephone: opens nothing.
  number text not null unique check (number ~ '^[0-9]{8}$'),
  beneficiary_id uuid not null references beneficiary,
  sealed_key_id uuid not null unique,
  -- Extended public key, encrypted: fresh accounts can be derived while the card lies in a drawer.
  sealed_public_key bytea not null,
  status text not null check (status in ('issued', 'active', 'blocked', 'replaced', 'closed')),
  next_account_index integer not null default 0 check (next_account_index >= 0),
  replaced_by uuid references card,
  status_reason text,
  created_at timestamptz not null,
  status_changed_at timestamptz not null,
  check ((status = 'replaced') = (replaced_by is not null))
);
create unique index one_living_card on card (beneficiary_id) where status in ('issued', 'active', 'blocked');

-- One on-chain account of a card: the row whose lock serialises its payments.
create table account (
  address address primary key,
  card_id uuid not null references card,
  programme_id uuid not null references programme,
  derivation_index integer not null,
  -- Balance at the last final block that was read.
  confirmed_cents cents not null default 0,
  -- Reserved by accepted payments that are not final yet.
  held_cents cents not null default 0,
  -- By how much the chain fell below what is held, through an act outside the service. Never by a payment; alarmed.
  shortfall_cents cents not null default 0,
  next_nonce bigint not null default 1 check (next_nonce >= 1),
  unique (card_id, derivation_index),
  check (held_cents <= confirmed_cents + shortfall_cents)
);
create index account_of_card on account (card_id, programme_id);

create table issuance (
  id uuid primary key,
  programme_id uuid not null references programme,
  total_cents cents not null check (total_cents > 0),
  prepared_by address not null,
  prepared_at timestamptz not null
);

-- One transaction of an issuance. Its reference can be used once on chain, so it cannot be credited twice; using it
-- for an empty issuance makes sure that it never will be. Only the indexer moves `prepared` on.
create table issuance_chunk (
  ref hash primary key,
  issuance_id uuid not null references issuance,
  position smallint not null,
  total_cents cents not null,
  accounts integer not null check (accounts > 0),
  state text not null check (state in ('prepared', 'issued', 'cancelled')),
  transaction_hash hash,
  done_at timestamptz,
  check ((state = 'prepared') = (done_at is null)),
  unique (issuance_id, position)
);

create table issuance_line (
  chunk_ref hash not null references issuance_chunk,
  account address not null references account,
  amount_cents cents not null check (amount_cents > 0),
  primary key (chunk_ref, account)
);
create index issuance_line_of_account on issuance_line (account);

-- Payments --------------------------------------------------------------------------------------------

create table payment (
  -- Made by the till before it first sends the request: the idempotency key.
  id uuid primary key,
  till_id uuid not null references till,
  merchant_id uuid not null references merchant,
  -- `abandoned`: the till gave up on a request that never arrived; should it still arrive, it is refused.
  state text not null check (state in ('accepted', 'batched', 'settled', 'voided', 'failed', 'abandoned')),
  request_hash bytea,
  card_id uuid references card,
  amount_cents cents not null,
  left_cents cents,
  -- What the rule was told, so that an auditor can judge again.
  facts jsonb,
  accepted_at timestamptz not null,
  voided_at timestamptz,
  settled_at timestamptz,
  check ((state = 'abandoned') = (card_id is null)),
  check ((state = 'abandoned') = (request_hash is null)),
  check (state = 'abandoned' or amount_cents > 0)
);
create index payment_of_merchant on payment (merchant_id, accepted_at desc);
create index payment_of_card on payment (card_id, accepted_at desc);
create index payment_unsettled on payment (state) where state in ('accepted', 'batched', 'failed');

create table reversal (
  id uuid primary key,
  payment_id uuid not null references payment,
  till_id uuid not null references till,
  amount_cents cents not null check (amount_cents > 0),
  state text not null check (state in ('accepted', 'batched', 'settled', 'failed')),
  accepted_at timestamptz not null,
  settled_at timestamptz
);
create index reversal_of_payment on reversal (payment_id);

-- What one merchant holds of one programme's vouchers, and its own nonce sequence there.
create table merchant_holding (
  merchant_id uuid not null references merchant,
  programme_id uuid not null references programme,
  confirmed_cents cents not null default 0,
  -- Promised back by accepted reversals, or claimed by a statement that is not redeemed yet.
  held_cents cents not null default 0,
  shortfall_cents cents not null default 0,
  next_nonce bigint not null default 1 check (next_nonce >= 1),
  primary key (merchant_id, programme_id),
  check (held_cents <= confirmed_cents + shortfall_cents)
);

-- Settlement ------------------------------------------------------------------------------------------

create table relayer (
  address address primary key,
  next_nonce bigint not null default 0 check (next_nonce >= 0),
  lease_owner uuid,
  -- Fencing token: every write of a lease holder names it.
  lease_token bigint not null default 0,
  lease_until timestamptz
);

create table settlement_batch (
  id uuid primary key,
  kind text not null check (kind in ('payments', 'reversals')),
  programme_id uuid not null references programme,
  relayer address not null references relayer,
  relayer_nonce bigint not null,
  gas_limit bigint not null check (gas_limit > 0),
  data text not null,
  -- `built` -> `sent` -> `mined` -> `final`, back to `sent` where the chain forgets; `dead`: its nonce was used by another.
  state text not null check (state in ('built', 'sent', 'mined', 'final', 'dead')),
  created_at timestamptz not null,
  mined_block bigint,
  gas_used bigint,
  unique (relayer, relayer_nonce)
);
create index settlement_batch_open on settlement_batch (relayer, relayer_nonce) where state in ('built', 'sent', 'mined');

-- Each signed form of a batch's transaction, stored before it is sent. Rows are only added.
create table settlement_attempt (
  batch_id uuid not null references settlement_batch,
  number smallint not null,
  transaction_hash hash not null unique,
  raw text not null,
  maximum_fee_wei numeric(39) not null,
  tip_wei numeric(39) not null,
  signed_at timestamptz not null,
  last_sent_at timestamptz,
  primary key (batch_id, number)
);

-- What one account signed: a share of a payment, or of a reversal.
create table signed_transfer (
  id uuid primary key,
  payment_id uuid references payment,
  reversal_id uuid references reversal,
  position smallint not null,
  programme_id uuid not null references programme,
  from_account address not null,
  to_account address not null,
  amount_cents cents not null check (amount_cents > 0),
  nonce bigint not null check (nonce >= 1),
  deadline timestamptz not null,
  -- EIP-712 digest: the transfer's public identity.
  digest hash not null unique,
  -- For a reversal, the digest of the transfer that it gives back.
  reversed_digest hash,
  signature text,
  state text not null check (state in ('accepted', 'batched', 'settled', 'voided', 'failed')),
  batch_id uuid references settlement_batch,
  -- Why the contract last left it out.
  skip_reason text,
  settled_transaction hash,
  settled_block bigint,
  settled_at timestamptz,
  check ((payment_id is null) <> (reversal_id is null)),
  check ((reversal_id is null) = (reversed_digest is null)),
  check ((signature is null) = (state = 'voided')),
  check (state <> 'accepted' or batch_id is null),
  check (state <> 'batched' or batch_id is not null),
  check ((state = 'settled') = (settled_transaction is not null)),
  check ((state = 'settled') = (settled_at is not null)),
  unique (programme_id, from_account, nonce)
);
create index signed_transfer_of_payment on signed_transfer (payment_id, position);
create index signed_transfer_of_reversal on signed_transfer (reversal_id, position);
create index signed_transfer_of_batch on signed_transfer (batch_id);
create index signed_transfer_waiting on signed_transfer (programme_id) where state = 'accepted';
create index signed_transfer_open on signed_transfer (from_account, nonce) where state in ('accepted', 'batched', 'failed');

-- Indexer ---------------------------------------------------------------------------------------------

-- The last final block whose events have been applied. One row.
create table chain_cursor (
  only_row boolean primary key default true check (only_row),
  block_number bigint not null,
  block_hash hash not null,
  -- Why reading has stopped and waits for a person; null while it goes on.
  halted_because text
);

create table chain_event (
  block_hash hash not null,
  log_index integer not null,
  block_number bigint not null,
  block_time timestamptz not null,
  transaction_hash hash not null,
  contract address not null,
  name text not null,
  args jsonb not null,
  primary key (block_hash, log_index)
);
create index chain_event_in_order on chain_event (block_number, log_index);
create index chain_event_of_contract on chain_event (contract, name, block_number);
create index chain_event_of_transaction on chain_event (transaction_hash);

-- Transactions of officers that went through our own RPC, so that a private chain that forgets can be given them again.
create table relayed_transaction (
  hash hash primary key,
  position bigint generated always as identity,
  sender address not null,
  nonce bigint not null,
  raw text not null,
  relayed_at timestamptz not null
);

-- Reimbursements --------------------------------------------------------------------------------------

create table reimbursement_statement (
  id uuid primary key,
  -- Random: names the statement on chain, usable once.
  ref hash not null unique,
  number integer not null,
  merchant_id uuid not null references merchant,
  programme_id uuid not null references programme,
  amount_cents cents not null check (amount_cents > 0),
  period_from timestamptz not null,
  period_until timestamptz not null,
  state text not null check (state in ('presented', 'approved', 'paid')),
  presented_at timestamptz not null,
  approved_at timestamptz,
  approved_transaction hash,
  paid_at timestamptz,
  paid_by address,
  unique (merchant_id, number)
);
create index statement_by_state on reimbursement_statement (state, presented_at);

-- Officers --------------------------------------------------------------------------------------------

create table officer_nonce (
  nonce text primary key,
  issued_at timestamptz not null,
  used_at timestamptz
);

create table officer_session (
  token_hash bytea primary key,
  officer address not null,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz
);

-- Rights ----------------------------------------------------------------------------------------------

grant usage on schema public to borgo_api;
grant select, insert, update on all tables in schema public to borgo_api;
grant usage on all sequences in schema public to borgo_api;
grant delete on chain_event, chain_cursor, voucher_holder, programme_totals to borgo_api;

grant usage on schema custody to borgo_signer;
grant select, insert, update on all tables in schema custody to borgo_signer;
