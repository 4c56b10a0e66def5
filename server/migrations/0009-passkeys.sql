-- What binds a till to its device: the public half of a key that never leaves it (WebAuthn). Nothing here is secret.
create table till_passkey (
  till_id uuid primary key references till,
  credential_id text not null,
  public_key bytea not null,
  -- As the device counts its signatures; devices that do not count say 0.
  counter bigint not null check (counter >= 0),
  created_at timestamptz not null,
  confirmed_at timestamptz not null,
  seen_at timestamptz not null,
  -- The session before the last confirmation: all it can do is to ask for the passkey again, because the answer with
  -- the new session may have been lost on its way.
  previous_token_hash bytea unique
);

-- What a device is asked to sign, once and within minutes.
create table till_challenge (
  till_id uuid primary key references till,
  challenge text not null,
  issued_at timestamptz not null
);

grant select, insert, update, delete on till_passkey, till_challenge to borgo_api;
