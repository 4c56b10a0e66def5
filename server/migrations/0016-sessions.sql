-- Officers see where they are signed in and end what they left open; a token is exchanged for a new one as it is used.
alter table officer_session
  add column id uuid not null default gen_random_uuid() unique,
  -- What the browser says of itself, shortened: for people to recognise, never to decide by.
  add column device text not null default '',
  add column rotated_at timestamptz,
  -- The token before the present one: good for a moment, because answers cross. Afterwards it is a stolen one.
  add column previous_token_hash bytea unique;
