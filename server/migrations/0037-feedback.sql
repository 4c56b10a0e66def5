-- What people cannot use, as they tell the town, and what it answered: deleted some months later, whoever wrote it.
create table feedback (
  -- Made by who writes: sent twice it is there once.
  id uuid primary key,
  page text not null check (page in ('card', 'till', 'office', 'transparency', 'explorer', 'paper', 'other')),
  -- Words, a contact and the answer are free text about somebody, so encrypted.
  sealed_text bytea not null,
  sealed_contact bytea,
  -- Keyed hash of the code with which who wrote it reads the answer.
  code_lookup bytea not null unique,
  received_at timestamptz not null,
  closed_at timestamptz,
  closed_by address,
  -- None where the office closed it without one: it was no feedback.
  sealed_answer bytea,
  check ((closed_at is null) = (closed_by is null)),
  check (closed_at is not null or sealed_answer is null)
);
create index feedback_newest on feedback (received_at desc);
create index feedback_open on feedback (received_at) where closed_at is null;

-- Nobody puts other words into anybody's mouth, and an answer that was read stays what it was.
create trigger unchanged before update on feedback for each row when (
  (old.id, old.page, old.sealed_text, old.sealed_contact, old.code_lookup, old.received_at)
  is distinct from (new.id, new.page, new.sealed_text, new.sealed_contact, new.code_lookup, new.received_at)
  or old.closed_at is not null
) execute function refuse_change();

grant select, insert, update, delete on feedback to borgo_api;
