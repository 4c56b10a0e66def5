-- A town that was moved to another place: no signer starts here any more. At most one row.
create table custody.departure (
  only_row boolean primary key default true check (only_row),
  departed_at timestamptz not null default now()
);
create trigger unchanged before update or delete on custody.departure
  for each row execute function refuse_change();

grant select on custody.departure to borgo_signer;
