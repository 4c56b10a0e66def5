import { type KeyObject, createHmac, createSecretKey } from "node:crypto";

import { Fault } from "../shared/problem.ts";
import type { Random } from "../shared/random.ts";
import { joinUnambiguously, openBytes, sealBytes } from "./authenticated-encryption.ts";
import type { DataKey, DataKeyPurpose } from "./data-keys.ts";

/** The keys for personal data, as the API process holds them: newest version first. */
export type PersonalDataKeys = {
  readonly sealing: ReadonlyMap<number, KeyObject>;
  readonly lookup: KeyObject;
};

const FORMAT = 1;
const HEADER_BYTES = 3;

/** Takes over the keys that the signer handed out, and clears them. */
export function personalDataKeys(dataKeys: readonly DataKey[]): PersonalDataKeys {
  const of = (purpose: DataKeyPurpose): [number, KeyObject][] =>
    dataKeys
      .filter((dataKey) => dataKey.purpose === purpose)
      .sort((one, other) => other.version - one.version)
      .map(({ version, key }) => [version, createSecretKey(key)]);
  const [lookup] = of("lookup");
  const keys = { sealing: new Map(of("personal_data")), lookup: lookup![1] };
  for (const { key } of dataKeys) key.fill(0);
  return keys;
}

/**
 * Seals a person's data for one place, e.g. `beneficiary/<id>`: in another place the bytes do not open.
 *
 *     1 byte format ‖ 2 bytes key version ‖ AES-256-GCM of the UTF-8 text
 */
export function sealText(
  keys: PersonalDataKeys,
  random: Random,
  context: string,
  text: string,
): Buffer {
  const [version, key] = keys.sealing.entries().next().value!;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT);
  header.writeUInt16BE(version, 1);
  const sealed = sealBytes(key, Buffer.from(text, "utf8"), contextOf(header, context), random);
  return Buffer.concat([header, sealed]);
}

/** Opens what `sealText` made for the same place. Throws `Fault` where it was changed or belongs elsewhere. */
export function openText(keys: PersonalDataKeys, context: string, sealed: Uint8Array): string {
  const header = Buffer.from(sealed.subarray(0, HEADER_BYTES));
  const isKnown = header.length === HEADER_BYTES && header.readUInt8(0) === FORMAT;
  const key = isKnown ? keys.sealing.get(header.readUInt16BE(1)) : undefined;
  const text = key && openBytes(key, sealed.subarray(HEADER_BYTES), contextOf(header, context));
  if (text === undefined)
    throw new Fault("custody_unreachable", `The sealed text of ${context} does not open.`, {
      retryable: false,
    });
  return text.toString("utf8");
}

/**
 * A keyed hash that finds a person's row without telling who it is: HMAC-SHA256, 32 bytes, the same for the same
 * context and text. Its key has one version only, since a new one would find nothing of what is stored.
 */
export function lookupOf(keys: PersonalDataKeys, context: string, text: string): Buffer {
  const message = joinUnambiguously("borgo/lookup/v1", context, text);
  return createHmac("sha256", keys.lookup).update(message).digest();
}

function contextOf(header: Buffer, context: string): Buffer {
  return joinUnambiguously("borgo/text/v1", header, context);
}
