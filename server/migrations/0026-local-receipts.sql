-- What an account received is looked up by its holder and by the office: not by going through the whole chain.
create index chain_event_to on chain_event ((lower(args ->> 'to'))) where name = 'Transfer';
