-- A shop's statements of one programme are numbered on chain, and the voucher redeems each number once. The number is the
-- end of the reference, which never changes once it is presented: so one statement has one number, and one number one
-- statement.
alter table reimbursement_statement disable trigger user;
update reimbursement_statement as statement
  set ref = left(statement.ref, 58) || lpad(to_hex(numbered.number), 8, '0')
  from (
    select id, row_number() over (partition by merchant_id, programme_id order by number) as number
    from reimbursement_statement
  ) as numbered
  where numbered.id = statement.id;
alter table reimbursement_statement enable trigger user;

alter table reimbursement_statement
  add column programme_number bigint not null
    generated always as (('x' || right(ref, 8))::bit(32)::bigint) stored,
  add constraint statement_is_numbered check (programme_number > 0),
  add constraint statement_number_is_used_once unique (merchant_id, programme_id, programme_number);
