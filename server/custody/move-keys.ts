import type pg from "pg";

import type { Random } from "../shared/random.ts";
import { lockCustody } from "./custody-database.ts";
import type { KeyEncryptionKeys, KeySource } from "./key-encryption-keys.ts";
import { openKeySource, refuseUnknownKeys } from "./open-signer.ts";
import { keyIdsInUse, rewrapAll } from "./rotate-keys.ts";
import { keyIdOf, softwareKeys } from "./software-keys.ts";
import type { TransferKey } from "./transfer-key.ts";

/**
 * Takes everything that custody stores from this place's key-encryption key under the transfer key, and notes that the
 * town is gone: no signer starts on this database any more, and nothing in it opens by what this place has. All of it in
 * the caller's transaction, so that until its end nothing has happened. Throws `CustodyRefusesToStart` where the key
 * given is not the database's.
 */
export async function giveKeysAway(
  client: pg.Client,
  source: KeySource,
  transferKey: TransferKey,
  random: Random,
): Promise<void> {
  await lockCustody(client);
  const own = await openKeySource(source, false, random, () => undefined);
  await refuseUnknownKeys(own, await keyIdsInUse(client));
  await rewrapAll({ db: client, keys: passing(own, keysOf(transferKey)), random });
}

/** Notes that the town is gone. After its rows are in the archive: there it goes on. */
export async function noteDeparture(client: pg.Client): Promise<void> {
  await client.query("insert into custody.departure default values");
}

/** The other half: takes everything under this place's own key, made new where there is none. */
export async function takeKeysOver(
  client: pg.Client,
  source: KeySource,
  transferKey: TransferKey,
  random: Random,
  notify: (notice: string) => void,
): Promise<void> {
  await lockCustody(client);
  const own = await openKeySource(source, true, random, notify);
  await rewrapAll({ db: client, keys: passing(keysOf(transferKey), own), random });
}

function keysOf(transferKey: TransferKey): KeyEncryptionKeys {
  const ring = new Map([[keyIdOf(transferKey), transferKey]]);
  return softwareKeys(() => ring, undefined);
}

/** Opens with the one, seals with the other. */
function passing(from: KeyEncryptionKeys, to: KeyEncryptionKeys): KeyEncryptionKeys {
  return {
    ...to,
    knows: async (keyId) => (await to.knows(keyId)) || (await from.knows(keyId)),
    open: async (wrapped, context) =>
      (await to.knows(wrapped.keyId)) ? to.open(wrapped, context) : from.open(wrapped, context),
  };
}
