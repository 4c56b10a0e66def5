-- What a reversal that the database has forgotten gives back counts against its payment: else the same sum could be given
-- back again.
alter table recovered_transfer add column reversed_digest hash;
update recovered_transfer as forgotten set reversed_digest = lower(event.args ->> 'payment')
from chain_event as event
where event.name = 'PaymentReversed' and event.transaction_hash = forgotten.transaction_hash
  and lower(event.args ->> 'merchant') = forgotten.from_account and (event.args ->> 'nonce')::numeric = forgotten.nonce;
create index recovered_transfer_of_reversed on recovered_transfer (reversed_digest)
  where reversed_digest is not null;
-- Asked under the payment's row lock, of all that was ever signed.
create index signed_transfer_of_reversed on signed_transfer (reversed_digest) where reversed_digest is not null;
