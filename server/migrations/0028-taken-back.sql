-- Purchases that may lose their reward are looked for every few seconds, among all that were ever made.
create index payment_taken_back on payment (id) where state in ('voided', 'failed');
