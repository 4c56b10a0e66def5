/**
 * A thief's program: it is given a folder with what was stolen, and knows the service's code. It tries to open what is
 * sealed and prints, as one JSON object, how many tries it made and what it opened.
 *
 *     dump.json          every row of the database
 *     environment.json   the service's environment
 *     loot.json          what else: card codes, passwords, key-encryption keys
 */
import { createHash, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { decodeCode } from "#core/card/card-code.ts";

import { joinUnambiguously, openBytes } from "../../server/custody/authenticated-encryption.ts";
import type { KeyEncryptionKeys } from "../../server/custody/key-encryption-keys.ts";
import { type SealedSeed, openSeed } from "../../server/custody/seal-seed.ts";
import { stretch } from "../../server/custody/signer.ts";
import { type Dump, type DumpedRow, bytesOf, isBytes } from "./database-dump.ts";

export type Loot = {
  readonly codes: readonly string[];
  readonly passwords: readonly string[];
  readonly keys: readonly string[];
  /** How many sealed rows to try the costly way, with argon2id for each try. */
  readonly rows: number;
};

const [folder] = process.argv.slice(2) as [string];
const read = <Value>(name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Value;
const dump = read<Dump>("dump.json");
const environment = read<Record<string, string>>("environment.json");
const loot = read<Loot>("loot.json");
let attempts = 0;
const opened: string[] = [];

/** Every 32 bytes that lie about, as they are and as hashes of each other: one of them may be somebody's key. */
function* candidateKeys(): Generator<Buffer> {
  for (const key of loot.keys) yield Buffer.from(key, "base64");
  const found: Buffer[] = [Buffer.alloc(32), Buffer.alloc(32, 0xff)];
  const values = Object.values(dump).flatMap((rows) => rows.flatMap((row) => Object.values(row)));
  for (const value of values) {
    if (isBytes(value) && bytesOf(value).length >= 16) found.push(bytesOf(value));
    if (typeof value === "string") found.push(...bytesInText(value));
  }
  for (const value of Object.values(environment)) found.push(...bytesInText(value));
  for (const bytes of found) {
    if (bytes.length >= 32) yield bytes.subarray(0, 32);
    if (bytes.length >= 32) yield bytes.subarray(-32);
    yield createHash("sha256").update(bytes).digest();
    yield Buffer.from(hkdfSync("sha256", bytes, "", "borgo/seal/v1", 32));
  }
}

function bytesInText(text: string): Buffer[] {
  const hex = /^(?:0x)?([0-9a-f]{64,})$/i.exec(text)?.[1];
  return [
    Buffer.from(text, "utf8"),
    ...(hex === undefined ? [] : [Buffer.from(hex, "hex")]),
    ...(text.length >= 43 ? [Buffer.from(text, "base64")] : []),
  ];
}

function sealedSeeds(): SealedSeed[] {
  return (dump["custody.sealed_key"] ?? [])
    .filter((row) => row["sealed"] !== null)
    .map((row) => ({
      id: row["id"] as SealedSeed["id"],
      kind: row["kind"] as SealedSeed["kind"],
      epoch: row["epoch"] as number,
      format: row["format"] as number,
      argon2: {
        memoryKib: row["argon2_memory_kib"] as number,
        passes: row["argon2_passes"] as number,
      },
      salt: bytesOf(row["salt"]),
      sealed: bytesOf(row["sealed"]),
      keyId: row["key_encryption_key"] as string,
    }));
}

/** The outer layer of seeds, relayers and data keys, with every candidate as the key-encryption key. */
function tryOuterLayers(): void {
  const seeds = sealedSeeds().slice(0, 10);
  const data = dump["custody.data_key"] ?? [];
  const relayers = dump["custody.relayer_key"] ?? [];
  for (const key of candidateKeys()) {
    for (const seed of seeds) {
      const parameters = `m=${seed.argon2.memoryKib},t=${seed.argon2.passes},p=1`;
      const label = [seed.id, seed.kind, String(seed.epoch)] as const;
      const context = joinUnambiguously("borgo/sealed/v1", ...label, parameters, seed.salt);
      note(openBytes(key, seed.sealed, context), `outer layer of seed ${seed.id}`);
    }
    for (const row of data) {
      const context = joinUnambiguously(
        "borgo/data-key/v1",
        row["purpose"] as string,
        String(row["version"]),
      );
      note(openBytes(key, bytesOf(row["sealed"]), context), `data key ${String(row["purpose"])}`);
    }
    for (const row of relayers)
      note(openBytes(key, bytesOf(row["sealed"]), relayerContext(row)), "the relayer's key");
  }
}

function relayerContext(row: DumpedRow): Buffer {
  return joinUnambiguously("borgo/relayer/v1", row["address"] as string);
}

/** Seeds, with what was stolen of codes, passwords and keys: each secret with each password on each row. */
async function trySeeds(): Promise<void> {
  const secrets = [...loot.codes.map(secretOf), Buffer.alloc(16)];
  for (const row of sealedSeeds().slice(0, loot.rows)) {
    const own = [row.salt, Buffer.from(row.id.replaceAll("-", ""), "hex")];
    for (const secret of [...secrets, ...own]) await tryPasswords(row, secret);
  }
}

async function tryPasswords(row: SealedSeed, secret: Buffer): Promise<void> {
  for (const password of [...loot.passwords, "12345678", ""])
    for (const key of [...loot.keys, Buffer.alloc(32).toString("base64")]) {
      const credentials = { password: Buffer.from(password), secret };
      const opening = openSeed({ keys: keysOf(key), stretch }, row, credentials);
      note(await opening.catch(() => undefined), `seed ${row.id}`);
    }
}

/** One stolen key in the place of the provider. */
function keysOf(base64: string): KeyEncryptionKeys {
  const key = Buffer.from(base64, "base64");
  return {
    currentId: () => "",
    knows: async () => true,
    seal: () => Promise.reject(new Error("A thief seals nothing.")),
    open: async ({ sealed }, context) => openBytes(key, sealed, context),
    renew: async () => "",
  };
}

function secretOf(code: string): Buffer {
  const decoded = decodeCode(code);
  return decoded.ok ? Buffer.from(decoded.value.secret) : Buffer.alloc(16, 1);
}

function note(bytes: Buffer | undefined, what: string): void {
  attempts += 1;
  if (bytes !== undefined) opened.push(what);
}

tryOuterLayers();
await trySeeds();
process.stdout.write(JSON.stringify({ attempts, opened }));
