-- The list of cards goes on from where a page ended, however far down that is.
create index card_newest on card (created_at desc, id desc);
