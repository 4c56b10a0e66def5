import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  type WebAuthnCredential,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";

import type { TillId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { createToken, hashOf } from "../shared/session-token.ts";
import type { Till } from "./merchants.ts";

type Deps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: string;
};

type PasskeyRefusal = { code: "passkey_refused" };
const REFUSED = { code: "passkey_refused" } as const;

const MINUTE_MS = 60_000;
const CHALLENGE_MINUTES = 5;
const CHALLENGE_BYTES = 32;
/** COSE's numbers for ECDSA on P-256 and for RSA: one of them is in every device that has passkeys. */
const ALGORITHMS = [-7, -257];

/** What a device signs names the site, so that a page elsewhere can ask for it in vain. */
function siteOf({ publicUrl }: Deps) {
  const { hostname, origin } = new URL(publicUrl);
  return { expectedRPID: hostname, expectedOrigin: origin };
}

/** What the device is asked in order to bind a till to it: a new key that stays inside, and no word about its make. */
export async function offerPasskey(deps: Deps, { id, label, merchant }: Till) {
  return generateRegistrationOptions({
    rpName: "Borgo",
    rpID: siteOf(deps).expectedRPID,
    userID: new Uint8Array(Buffer.from(id.replaceAll("-", ""), "hex")),
    userName: `${merchant.businessName}, ${label}`,
    challenge: await newChallenge(deps, id),
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: {
      authenticatorAttachment: "platform",
      // Not kept in the account of who owns the phone, where the device leaves the choice.
      residentKey: "discouraged",
      userVerification: "required",
    },
  });
}

/** Binds the till to the device that answered. A till that was bound to another key is bound to this one from now on. */
export async function bindTill(
  deps: Deps,
  { id }: Till,
  response: RegistrationResponseJSON,
): Promise<Result<undefined, PasskeyRefusal>> {
  const expectedChallenge = await takeChallenge(deps, id);
  if (expectedChallenge === undefined) return refuse(REFUSED);
  const checked = await verifyRegistrationResponse({
    ...siteOf(deps),
    response,
    expectedChallenge,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => undefined);
  if (checked?.verified !== true) return refuse(REFUSED);
  await storePasskey(deps, id, checked.registrationInfo.credential);
  return ok(undefined);
}

async function storePasskey(
  { db, clock }: Deps,
  till_id: TillId,
  { id, publicKey, counter }: WebAuthnCredential,
): Promise<void> {
  const now = clock.now();
  const passkey = {
    credential_id: id,
    public_key: Buffer.from(publicKey),
    counter: BigInt(counter),
    created_at: now,
    confirmed_at: now,
    seen_at: now,
    previous_token_hash: null,
  };
  await db
    .insertInto("till_passkey")
    .values({ till_id, ...passkey })
    .onConflict((conflict) => conflict.column("till_id").doUpdateSet(passkey))
    .execute();
}

/** What the device is asked so that its till opens again; `undefined` where the till is bound to none. */
export async function challengeTill(deps: Deps, { id }: Till) {
  const passkey = await passkeyOf(deps, id);
  if (passkey === undefined) return undefined;
  return generateAuthenticationOptions({
    rpID: siteOf(deps).expectedRPID,
    challenge: await newChallenge(deps, id),
    allowCredentials: [{ id: passkey.credential_id, transports: ["internal"] }],
    userVerification: "required",
  });
}

/**
 * Opens the till for the device that proves itself, under a new token: whoever copied the old one holds something that
 * can only ask for the passkey. So can the device itself, should the answer not arrive.
 */
export async function unlockTill(
  deps: Deps,
  { id }: Till,
  presentedToken: string,
  response: AuthenticationResponseJSON,
): Promise<Result<string, PasskeyRefusal>> {
  const counter = await countedBy(deps, id, response);
  if (counter === undefined) return refuse(REFUSED);
  const token = createToken(deps.random);
  const now = deps.clock.now();
  const previous = { previous_token_hash: hashOf(presentedToken) };
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .updateTable("till")
      .set({ token_hash: hashOf(token) })
      .where("id", "=", id)
      .execute();
    await tx
      .updateTable("till_passkey")
      .set({ ...previous, counter, confirmed_at: now, seen_at: now })
      .where("till_id", "=", id)
      .execute();
  });
  return ok(token);
}

/** How often the till's own device has signed by now; `undefined` where this is not its signature. */
async function countedBy(
  deps: Deps,
  id: TillId,
  response: AuthenticationResponseJSON,
): Promise<bigint | undefined> {
  const passkey = await passkeyOf(deps, id);
  const expectedChallenge = await takeChallenge(deps, id);
  if (passkey === undefined || expectedChallenge === undefined) return undefined;
  if (response.id !== passkey.credential_id) return undefined;
  const credential = {
    id: passkey.credential_id,
    publicKey: new Uint8Array(passkey.public_key),
    counter: Number(passkey.counter),
  };
  const checked = await verifyAuthenticationResponse({
    ...siteOf(deps),
    response,
    expectedChallenge,
    credential,
  }).catch(() => undefined);
  return checked?.verified === true ? BigInt(checked.authenticationInfo.newCounter) : undefined;
}

/** Without a passkey a till is bound to its device by its session alone. */
export async function unbindTill({ db }: Pick<Deps, "db">, { id }: Till): Promise<void> {
  await db.deleteFrom("till_passkey").where("till_id", "=", id).execute();
}

function passkeyOf({ db }: { db: Executor }, id: TillId) {
  return db
    .selectFrom("till_passkey")
    .select(["credential_id", "public_key", "counter"])
    .where("till_id", "=", id)
    .executeTakeFirst();
}

/** A till has one challenge at a time: a newer one takes the older one's place. */
async function newChallenge(
  { db, clock, random }: Deps,
  till_id: TillId,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(random.bytes(CHALLENGE_BYTES));
  const asked = { challenge: Buffer.from(bytes).toString("base64url"), issued_at: clock.now() };
  await db
    .insertInto("till_challenge")
    .values({ till_id, ...asked })
    .onConflict((conflict) => conflict.column("till_id").doUpdateSet(asked))
    .execute();
  return bytes;
}

/** In one statement, so that of two answers at once only one is looked at. */
async function takeChallenge({ db, clock }: Deps, id: TillId): Promise<string | undefined> {
  const taken = await db
    .deleteFrom("till_challenge")
    .where("till_id", "=", id)
    .returning(["challenge", "issued_at"])
    .executeTakeFirst();
  if (taken === undefined) return undefined;
  const age = clock.now().getTime() - taken.issued_at.getTime();
  return age < CHALLENGE_MINUTES * MINUTE_MS ? taken.challenge : undefined;
}
