-- A household's second card, for another of its members: with a key, a password, accounts and a history of its own.
alter table card
  add column is_second boolean not null default false,
  -- Of each recharge of the household, so many hundredths go to the second card.
  add column share_percent smallint check (share_percent between 1 and 99),
  -- Surname and name of the member who carries it: encrypted, and erased with the person.
  add column sealed_member bytea,
  add check (is_second = (share_percent is not null)),
  add check (is_second or sealed_member is null);

drop index one_living_card;
create unique index one_living_card on card (beneficiary_id, is_second)
  where status in ('issued', 'active', 'blocked');
