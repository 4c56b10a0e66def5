-- What rewards have to look at: a purchase when it is made, and again when less of it is left. Numbers are given after the
-- commit, one transaction after the other, so that who reads on from a number misses nothing that commits late.
create table purchase_news (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null references payment,
  number bigint unique,
  entered_at timestamptz not null default now()
);
create index purchase_news_unnumbered on purchase_news (entered_at, id) where number is null;

create table purchase_counter (
  only_one boolean primary key default true check (only_one),
  last bigint not null
);
insert into purchase_counter (last) values (0);

alter table campaign add column judged_up_to bigint not null default 0;

create function note_purchase() returns trigger language plpgsql as $$
begin
  insert into purchase_news (payment_id)
    values (case when tg_table_name = 'reversal' then to_jsonb(new) ->> 'payment_id' else to_jsonb(new) ->> 'id' end::uuid);
  return null;
end
$$;
create trigger noted after insert on payment for each row when (new.card_id is not null)
  execute function note_purchase();
create trigger noted_again after update of state on payment for each row
  when (old.state is distinct from new.state and new.state in ('voided', 'failed') and new.card_id is not null)
  execute function note_purchase();
create trigger noted after insert on reversal for each row execute function note_purchase();

insert into purchase_news (payment_id, entered_at)
select id, accepted_at from payment where card_id is not null;

create trigger kept before delete on purchase_news for each row execute function refuse_change();
create trigger kept_whole before truncate on purchase_news for each statement execute function refuse_change();
create trigger unchanged before update on purchase_news for each row when (
  (old.id, old.payment_id, old.entered_at) is distinct from (new.id, new.payment_id, new.entered_at)
  or old.number is not null
) execute function refuse_change();

grant select, insert, update on purchase_news to borgo_api;
grant select, update on purchase_counter to borgo_api;
