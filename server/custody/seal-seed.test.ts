import { strict as assert } from "node:assert";
import { createDecipheriv, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { decodeCode } from "#core/card/card-code.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";

import { type KeyKind, openSeed, sealSeed } from "./seal-seed.ts";
import { stretch } from "./signer.ts";
import { parseKeyRing, softwareKeys } from "./software-keys.ts";
import { lookupOfSecret } from "./unlock-key.ts";
import { deriveAccount, extendedPublicKeyOf } from "./wallet-tree.ts";

type Vector = {
  readonly [
    Name in
      | "password"
      | "secret"
      | "code"
      | "lookup"
      | "keyEncryptionKey"
      | "keyId"
      | "salt"
      | "innerNonce"
      | "outerNonce"
      | "seed"
      | "stretched"
      | "sealed"
      | "extendedPublicKey"
      | "firstAccount"
  ]: string;
} & {
  readonly id: SealedKeyId;
  readonly kind: KeyKind;
  readonly epoch: number;
  readonly format: number;
  readonly argon2: { readonly memoryKib: number; readonly passes: number };
};

const FILE = join(import.meta.dirname, "../../docs/security/vectors.json");
const { vectors } = JSON.parse(readFileSync(FILE, "utf8")) as { vectors: Vector[] };
const hex = (text: string) => Buffer.from(text, "hex");

describe("the sealing of seeds, format 1", () => {
  for (const vector of vectors) {
    const name = `${vector.kind} "${vector.password}", epoch ${vector.epoch}`;
    const ring = parseKeyRing(hex(vector.keyEncryptionKey).toString("base64"), "the vectors");
    const keys = softwareKeys(() => ring, undefined);
    const credentials = { password: Buffer.from(vector.password), secret: hex(vector.secret) };

    it(`seals and opens as it always did: ${name}`, async () => {
      const draws = [vector.salt, vector.innerNonce, vector.outerNonce].map(hex);
      const random = { bytes: () => draws.shift()! };
      const { id, kind, epoch, argon2 } = vector;
      const sealing = { keys, stretch, random };
      const label = { id, kind, epoch };
      const row = await sealSeed(sealing, label, hex(vector.seed), credentials, argon2);
      assert.equal(row.sealed.toString("hex"), vector.sealed);
      assert.deepEqual([row.format, row.keyId], [vector.format, vector.keyId]);
      const seed = await openSeed({ keys, stretch }, row, credentials);
      assert.equal(seed!.toString("hex"), vector.seed);
    });

    it(`opens with what docs/security/custody.md says and nothing of ours: ${name}`, () => {
      const inner = decrypt(
        hex(vector.keyEncryptionKey),
        hex(vector.sealed),
        framed(
          ...["borgo/sealed/v1", vector.id, vector.kind, String(vector.epoch)],
          `m=${vector.argon2.memoryKib},t=${vector.argon2.passes},p=1`,
          hex(vector.salt),
        ),
      );
      const material = Buffer.concat([hex(vector.stretched), hex(vector.secret)]);
      const info = framed("borgo/seal/v1", vector.id);
      const key = Buffer.from(hkdfSync("sha256", material, hex(vector.salt), info, 32));
      const context = framed("borgo/seed/v1", vector.id, vector.kind, String(vector.epoch));
      assert.equal(decrypt(key, inner, context).toString("hex"), vector.seed);
    });

    it(`stretches, finds and derives as it always did: ${name}`, async () => {
      const { password, secret } = credentials;
      const stretched = await stretch(password, hex(vector.salt), vector.argon2);
      assert.equal(stretched.toString("hex"), vector.stretched);
      assert.equal(lookupOfSecret(secret).toString("hex"), vector.lookup);
      const decoded = decodeCode(vector.code);
      assert.ok(decoded.ok && Buffer.from(decoded.value.secret).equals(secret));
      const publicKey = extendedPublicKeyOf(hex(vector.seed));
      assert.equal(publicKey, vector.extendedPublicKey);
      assert.equal(deriveAccount(publicKey, 0), vector.firstAccount);
    });
  }
});

/** Each part after its length in four bytes, the most significant first. */
function framed(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function decrypt(key: Buffer, sealed: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAAD(context).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}
