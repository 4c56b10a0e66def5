import { type KeyObject, createHash, createSecretKey } from "node:crypto";

import { Fault } from "../shared/problem.ts";
import { openBytes, sealBytes } from "./authenticated-encryption.ts";
import { CustodyRefusesToStart, type KeyEncryptionKeys } from "./key-encryption-keys.ts";

/** Keys held in this process, the current one first. */
export type KeyRing = ReadonlyMap<string, KeyObject>;

export const KEY_BYTES = 32;
const KEY_ID_LENGTH = 16;

/**
 * Reads a list of keys, current first: each 32 bytes in base 64, separated by white space or commas; `#` starts a
 * comment. Refuses to start where one is not a key, without repeating it.
 */
export function parseKeyRing(text: string, where: string): KeyRing {
  const words = text
    .replace(/#.*$/gm, "")
    .split(/[\s,]+/)
    .filter(Boolean);
  const keys = words.map((word) => parseKey(word, where));
  if (keys.length === 0)
    throw new CustodyRefusesToStart(`Nessuna chiave di custodia in ${where}: è vuota.`);
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

function parseKey(word: string, where: string): KeyObject {
  const bytes = Buffer.from(word, "base64");
  const isKey = /^[A-Za-z0-9+/]{43}=$/.test(word) && bytes.length === KEY_BYTES;
  if (!isKey)
    throw new CustodyRefusesToStart(
      `La chiave di custodia in ${where} non è valida: servono 32 byte in base64 (44 caratteri).`,
    );
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** A key's name, computed from it: a wrong key can never pass for the right one. */
export function keyIdOf(key: KeyObject): string {
  const bytes = key.export();
  const digest = createHash("sha256").update("borgo/key-id/v1").update(bytes).digest("hex");
  bytes.fill(0);
  return digest.slice(0, KEY_ID_LENGTH);
}

type RingStore = { ring: KeyRing; reload(): KeyRing };

function firstId({ ring }: RingStore): string {
  return ring.keys().next().value!;
}

async function knows(store: RingStore, keyId: string): Promise<boolean> {
  if (!store.ring.has(keyId)) store.ring = store.reload();
  return store.ring.has(keyId);
}

async function keyOf(store: RingStore, keyId: string): Promise<KeyObject> {
  if (await knows(store, keyId)) return store.ring.get(keyId)!;
  throw new Fault("custody_unreachable", `Key-encryption key ${keyId} is not known here.`, {
    retryable: false,
  });
}

/**
 * Binds a ring of software keys. `reload` reads the ring again, which lets a replica see the key that another made
 * during a rotation; `makeNew` puts a new key first where that is possible.
 */
export function softwareKeys(
  reload: () => KeyRing,
  makeNew: KeyEncryptionKeys["renew"] | undefined,
): KeyEncryptionKeys {
  const store: RingStore = { ring: reload(), reload };
  return {
    currentId: () => firstId(store),
    knows: (keyId) => knows(store, keyId),
    seal: async (plaintext, context, random) => {
      // Looked up each time: another replica may have taken a new key into use.
      store.ring = reload();
      const keyId = firstId(store);
      return { keyId, sealed: sealBytes(store.ring.get(keyId)!, plaintext, context, random) };
    },
    open: async ({ keyId, sealed }, context) =>
      openBytes(await keyOf(store, keyId), sealed, context),
    renew: async (random) => {
      await makeNew?.(random);
      store.ring = reload();
      return firstId(store);
    },
  };
}
