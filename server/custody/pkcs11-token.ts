import { createHash } from "node:crypto";
import { createRequire } from "node:module";

import type * as Binding from "pkcs11js";
import type { Handle, PKCS11 } from "pkcs11js";

import { CustodyRefusesToStart, type Pkcs11Source } from "./key-encryption-keys.ts";

/** A token with the user signed in. */
export type Token = {
  readonly binding: typeof Binding;
  readonly api: PKCS11;
  readonly session: Handle;
};

export type TokenKey = { readonly id: string; readonly handle: Handle; readonly number: number };

const LABEL = "borgo key-encryption key";
const KEY_BYTES = 32;
const KEY_ID_LENGTH = 16;
const MOST_KEYS = 256;

/** Opens the module, finds the token by its label and signs in. Throws `CustodyRefusesToStart` with what to mend. */
export function openToken(source: Pkcs11Source): Token {
  const pin = process.env[source.pinVariable];
  delete process.env[source.pinVariable];
  if (pin === undefined)
    throw new CustodyRefusesToStart(
      `Manca la variabile d'ambiente ${source.pinVariable} con il PIN del dispositivo di custodia.`,
    );
  const binding = loadBinding();
  const api = new binding.PKCS11();
  refuseAt(`Il modulo PKCS#11 ${source.module} non si apre`, () => {
    api.load(source.module);
    api.C_Initialize();
  });
  const slot = slotOf(api, source);
  const session = refuseAt(`Il dispositivo «${source.token}» non si apre`, () =>
    api.C_OpenSession(slot, binding.CKF_SERIAL_SESSION | binding.CKF_RW_SESSION),
  );
  refuseAt(
    `Il dispositivo «${source.token}» rifiuta il PIN (attenzione: dopo pochi errori si blocca)`,
    () => api.C_Login(session, binding.CKU_USER, pin),
  );
  return { binding, api, session };
}

/** The binding is compiled when it is installed: where there is no compiler it is left out. */
function loadBinding(): typeof Binding {
  try {
    return createRequire(import.meta.url)("pkcs11js") as typeof Binding;
  } catch {
    throw new CustodyRefusesToStart(
      "Per usare un dispositivo PKCS#11 serve il pacchetto pkcs11js, che qui non c'è: installare un compilatore C++ (su Debian: apt-get install build-essential python3) e ripetere npm ci.",
    );
  }
}

function slotOf(api: PKCS11, { token, module }: Pkcs11Source): Handle {
  const slots = refuseAt(`Il modulo ${module} non elenca i dispositivi`, () =>
    api.C_GetSlotList(true),
  );
  const slot = slots.find((one) => api.C_GetTokenInfo(one).label.trim() === token);
  if (slot !== undefined) return slot;
  throw new CustodyRefusesToStart(
    `Il modulo ${module} non trova il dispositivo «${token}»: collegarlo, o correggerne il nome. Nulla è stato modificato.`,
  );
}

/** The device's own word is a code such as CKR_PIN_INCORRECT: told, because its manual explains it. */
function refuseAt<Value>(what: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error ? error.message.split("\n")[0] : "";
    throw new CustodyRefusesToStart(`${what} (${code}). Nulla è stato modificato.`);
  }
}

/** Makes a key in the device, number `number`: it can be used there, and never read. */
export function createTokenKey({ binding, api, session }: Token, number: number): void {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(number);
  api.C_GenerateKey(session, { mechanism: binding.CKM_GENERIC_SECRET_KEY_GEN }, [
    { type: binding.CKA_CLASS, value: binding.CKO_SECRET_KEY },
    { type: binding.CKA_KEY_TYPE, value: binding.CKK_GENERIC_SECRET },
    { type: binding.CKA_VALUE_LEN, value: KEY_BYTES },
    { type: binding.CKA_LABEL, value: LABEL },
    { type: binding.CKA_ID, value: id },
    { type: binding.CKA_TOKEN, value: true },
    { type: binding.CKA_PRIVATE, value: true },
    { type: binding.CKA_SENSITIVE, value: true },
    { type: binding.CKA_EXTRACTABLE, value: false },
    { type: binding.CKA_SIGN, value: true },
  ]);
}

/** Our keys in the device, the newest first. */
export function readTokenKeys(token: Token): readonly TokenKey[] {
  const { binding, api, session } = token;
  api.C_FindObjectsInit(session, [
    { type: binding.CKA_CLASS, value: binding.CKO_SECRET_KEY },
    { type: binding.CKA_LABEL, value: LABEL },
  ]);
  const handles = api.C_FindObjects(session, MOST_KEYS);
  api.C_FindObjectsFinal(session);
  return handles
    .map((handle) => ({ id: idOf(token, handle), handle, number: numberOf(token, handle) }))
    .sort((one, other) => other.number - one.number);
}

function numberOf({ binding, api, session }: Token, handle: Handle): number {
  const [attribute] = api.C_GetAttributeValue(session, handle, [{ type: binding.CKA_ID }]);
  const bytes = Buffer.from(attribute!.value as Buffer);
  return bytes.length === 4 ? bytes.readUInt32BE() : 0;
}

/** A key's name, computed with it: another device's key can never pass for it. */
function idOf(token: Token, handle: Handle): string {
  const mac = hmac(token, handle, Buffer.from("borgo/key-id/v1"));
  return createHash("sha256").update(mac).digest("hex").slice(0, KEY_ID_LENGTH);
}

/** HMAC-SHA256, computed in the device. The caller clears it. */
export function hmac({ binding, api, session }: Token, handle: Handle, data: Buffer): Buffer {
  api.C_SignInit(session, { mechanism: binding.CKM_SHA256_HMAC }, handle);
  return api.C_Sign(session, data, Buffer.alloc(KEY_BYTES));
}
