import { Fault } from "../shared/problem.ts";
import { joinUnambiguously, openBytes, sealBytes } from "./authenticated-encryption.ts";
import {
  CustodyRefusesToStart,
  type KeyEncryptionKeys,
  type Pkcs11Source,
} from "./key-encryption-keys.ts";
import {
  type Token,
  type TokenKey,
  createTokenKey,
  hmac,
  openToken,
  readTokenKeys,
} from "./pkcs11-token.ts";

const SALT_BYTES = 16;
const EXIT_DEVICE_AWAY = 75;
const ANSWER_FIRST_MS = 200;

type Store = { readonly token: Token; keys: readonly TokenKey[] };

/**
 * Keys in a device that never lets them out. For each row the device computes a key of that row's own, and that key
 * seals it here:
 *
 *     salt (16 bytes) ‖ AES-256-GCM(HMAC-SHA256 in the device("borgo/kek/v1", salt, context), bytes)
 *
 * HMAC is what every device can do; of AES-GCM many can only a part. Who takes over this process can ask the device
 * while it is connected, and takes no key away.
 */
export function openPkcs11Keys(
  source: Pkcs11Source,
  mayCreate: boolean,
  notify: (notice: string) => void,
): KeyEncryptionKeys {
  const token = openToken(source);
  const store: Store = { token, keys: readTokenKeys(token) };
  if (store.keys.length === 0) {
    if (!mayCreate) throw missingKey(source);
    renew(store);
    notify(backupNotice(source));
  }
  return {
    currentId: () => store.keys[0]!.id,
    knows: async (keyId) => keyOf(store, keyId) !== undefined,
    seal: async (plaintext, context, random) => {
      // Looked up each time: another replica may have taken a new key into use.
      store.keys = orFault(() => readTokenKeys(token));
      const key = store.keys[0]!;
      const salt = random.bytes(SALT_BYTES);
      const rowKey = rowKeyOf(store, key, salt, context);
      const sealed = Buffer.concat([salt, sealBytes(rowKey, plaintext, context, random)]);
      rowKey.fill(0);
      return { keyId: key.id, sealed };
    },
    open: async ({ keyId, sealed }, context) => {
      const key = keyOf(store, keyId);
      if (key === undefined) throw unknownKey(keyId);
      const rowKey = rowKeyOf(store, key, sealed.subarray(0, SALT_BYTES), context);
      const plaintext = openBytes(rowKey, sealed.subarray(SALT_BYTES), context);
      rowKey.fill(0);
      return plaintext;
    },
    renew: async () => {
      orFault(() => renew(store));
      notify(backupNotice(source));
      return store.keys[0]!.id;
    },
  };
}

function renew(store: Store): void {
  createTokenKey(store.token, (store.keys[0]?.number ?? 0) + 1);
  store.keys = readTokenKeys(store.token);
}

function keyOf(store: Store, keyId: string): TokenKey | undefined {
  const known = store.keys.find(({ id }) => id === keyId);
  if (known !== undefined) return known;
  store.keys = orFault(() => readTokenKeys(store.token));
  return store.keys.find(({ id }) => id === keyId);
}

function rowKeyOf(
  { token }: Store,
  { handle }: TokenKey,
  salt: Uint8Array,
  context: Uint8Array,
): Buffer {
  return orFault(() => hmac(token, handle, joinUnambiguously("borgo/kek/v1", salt, context)));
}

/** A session that broke stays broken: this process ends, and its parent starts another that signs in again. */
function orFault<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (cause) {
    setTimeout(() => process.exit(EXIT_DEVICE_AWAY), ANSWER_FIRST_MS);
    throw new Fault("custody_unreachable", "The device with the key-encryption key is away.", {
      ...{ retryable: true, cause },
    });
  }
}

function unknownKey(keyId: string): Fault {
  return new Fault("custody_unreachable", `Key-encryption key ${keyId} is not in the device.`, {
    retryable: false,
  });
}

function missingKey({ token }: Pkcs11Source): CustodyRefusesToStart {
  return new CustodyRefusesToStart(
    [
      `Nel dispositivo «${token}» non c'è la chiave di custodia, ma nella banca dati ci sono tessere sigillate con essa.`,
      "Collegare il dispositivo giusto, o il suo duplicato. Nulla è stato modificato.",
    ].join("\n"),
  );
}

function backupNotice({ token }: Pkcs11Source): string {
  return [
    `È STATA CREATA UNA NUOVA CHIAVE DI CUSTODIA nel dispositivo «${token}».`,
    "Non si può leggere: DUPLICARE SUBITO IL DISPOSITIVO come spiega il suo fornitore.",
    "Se si rompe e non c'è un duplicato, TUTTE le tessere vanno riemesse.",
  ].join("\n");
}
