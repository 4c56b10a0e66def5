-- Who stands at a till. A PIN is told from another by a keyed hash: a dump of the database alone cannot try them out.
create table operator (
  id uuid primary key,
  merchant_id uuid not null references merchant,
  -- A first name or a nickname, encrypted: whoever works in a shop is a natural person.
  sealed_name bytea not null,
  pin_hash bytea not null check (octet_length(pin_hash) = 32),
  failed_tries smallint not null default 0 check (failed_tries >= 0),
  locked_until timestamptz,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index operator_of_merchant on operator (merchant_id);

alter table till
  add column operator_id uuid references operator,
  -- Until then the shop has proven itself on this till with its sheet and password, and may change who works and where.
  -- Until then the shop has proven itself on this till with its sheet and password, and may change who works and where.
  add column managed_until timestamptz;

alter table payment
  add column operator_id uuid references operator,
  -- The number of the shop's own fiscal document, where it was noted.
  add column fiscal_document text check (length(fiscal_document) between 1 and 40);

-- What a till's drawer is counted against: all that the shop took since the closing before.
create table till_closing (
  id uuid primary key,
  merchant_id uuid not null references merchant,
  number integer not null check (number >= 1),
  till_id uuid not null references till,
  operator_id uuid references operator,
  closed_from timestamptz not null,
  closed_until timestamptz not null,
  payments integer not null check (payments >= 0),
  taken_cents cents not null,
  voided integer not null check (voided >= 0),
  voided_cents cents not null,
  -- Below zero where a reversal that an earlier closing told of has failed since.
  reversed_cents bigint not null,
  unique (merchant_id, number)
);

-- What a statement is made of, line by line: each transfer to or from the shop is in one statement at most.
create table statement_line (
  transfer_id uuid primary key references signed_transfer,
  statement_id uuid not null references reimbursement_statement
);
create index statement_line_of_statement on statement_line (statement_id);

grant select, insert, update on operator, till_closing, statement_line to borgo_api;
