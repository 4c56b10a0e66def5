-- A programme that is paid out month by month: what each person is due becomes due in so many equal parts. Each month's
-- is prepared by the service on behalf of whoever set it up, and signed by another person as every issuance is.
create table issuance_schedule (
  programme_id uuid primary key references programme,
  instalments smallint not null check (instalments between 2 and 60),
  first_month date not null check (extract(day from first_month) = 1),
  -- The last month that was prepared without anybody asking.
  prepared_month date check (extract(day from prepared_month) = 1),
  set_by address not null,
  set_at timestamptz not null
);
-- Whether the service prepared it by itself.
alter table issuance add column is_scheduled boolean not null default false;

grant select, insert, update, delete on issuance_schedule to borgo_api;
