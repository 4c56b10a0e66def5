-- The shares of one payment do not settle together: what else would tell that their accounts are one card's? For so many
-- seconds more than its payment a share waits before a batch may take it.
alter table signed_transfer
  add column wait_seconds integer not null default 0 check (wait_seconds >= 0);
