-- Before the treasury signs for a statement, somebody of the office has looked through it, and the shop sees since when.
alter table reimbursement_statement
  drop constraint reimbursement_statement_state_check,
  add constraint reimbursement_statement_state_check check (state in ('presented', 'checked', 'approved', 'paid')),
  add column checked_at timestamptz,
  add column checked_by address,
  add constraint statement_check_is_whole check (
    (checked_at is null) = (checked_by is null)
    and case state when 'presented' then checked_at is null when 'checked' then checked_at is not null else true end
  );

insert into state_transition (subject, from_state, to_state) values
  ('reimbursement_statement', 'presented', 'checked'),
  ('reimbursement_statement', 'checked', 'approved'),
  ('reimbursement_statement', 'approved', 'checked');

-- Who checked it, and when, is written once.
create trigger checked_once before update on reimbursement_statement for each row when (
  old.checked_at is not null and (old.checked_at, old.checked_by) is distinct from (new.checked_at, new.checked_by)
) execute function refuse_change();
