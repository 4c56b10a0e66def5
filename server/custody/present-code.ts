import { type CodeKind, type KindRefusal, readScan, readSecret } from "#core/card/card-code.ts";
import { type PasswordRefusal, judgePassword } from "#core/card/password-policy.ts";
import { normalisePassword } from "#core/card/password.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Guesser } from "./guess-count-table.ts";
import type { KeyKind } from "./seal-seed.ts";
import { type SignerClient, ask } from "./signer-client.ts";
import type { OpeningRefusal } from "./unlock-key.ts";

/** Stands for an unsealed seed in the signer: signs once, lives for seconds. Whoever holds it can sign, so keep it. */
export type Grant = string & { readonly noun: "grant" };

export type UnlockRefusal = KindRefusal | OpeningRefusal;

/** Who shows a code: a till in use, or whoever comes from an address. Wrong passwords count against them too. */
export type Shower = { readonly till: string } | { readonly source: string };

export type ChangeRefusal = UnlockRefusal | PasswordRefusal;

const CODE_KINDS: Record<KeyKind, CodeKind> = { card: "card", merchant: "activation" };

/** Reads a code as scanned or typed, and has it checked with the password. */
export async function askToUnlock(
  client: SignerClient,
  kind: KeyKind,
  guesser: Guesser,
  code: string,
  password: string,
): Promise<Result<{ sealedKeyId: SealedKeyId; grant: Grant }, UnlockRefusal>> {
  const secret = secretBytes(kind, code);
  if (!secret.ok) return secret;
  const parts = [secret.value, passwordBytes(password)];
  const { value } = await ask(client, { operation: "unlock", kind, guesser }, parts);
  return withDates(value) as Result<{ sealedKeyId: SealedKeyId; grant: Grant }, UnlockRefusal>;
}

export type KeyRefusal = UnlockRefusal | { code: "unknown_code" };

/** Which key a code belongs to, without a password: says nothing of what is sealed, and signs nothing. */
export async function askForKey(
  client: SignerClient,
  kind: KeyKind,
  code: string,
): Promise<Result<SealedKeyId, KeyRefusal>> {
  const secret = secretBytes(kind, code);
  if (!secret.ok) return secret;
  const { value } = await ask(client, { operation: "find_key", kind }, [secret.value]);
  return value.sealedKeyId === null ? refuse({ code: "unknown_code" }) : ok(value.sealedKeyId);
}

export async function askForNewPassword(
  client: SignerClient,
  kind: KeyKind,
  guesser: Guesser,
  code: string,
  password: string,
  newPassword: string,
  printed: readonly string[],
): Promise<Result<{ sealedKeyId: SealedKeyId }, ChangeRefusal>> {
  const judged = judgePassword(newPassword, [readScan(code).code, ...printed]);
  if (!judged.ok) return judged;
  const secret = secretBytes(kind, code);
  if (!secret.ok) return secret;
  const parts = [secret.value, passwordBytes(password), passwordBytes(judged.value)];
  const request = { operation: "change_password", kind, guesser } as const;
  return withDates((await ask(client, request, parts)).value);
}

function secretBytes(kind: KeyKind, text: string): Result<Buffer, KindRefusal> {
  const secret = readSecret(CODE_KINDS[kind], text);
  return secret.ok ? ok(Buffer.from(secret.value.buffer)) : secret;
}

function passwordBytes(password: string): Buffer {
  return Buffer.from(normalisePassword(password), "utf8");
}

/** Over the socket an instant is ISO text. */
function withDates<Value>(result: Result<Value, OpeningRefusal>): Result<Value, OpeningRefusal> {
  if (result.ok || !("until" in result.refusal)) return result;
  const { code, until } = result.refusal;
  return refuse({ code, until: new Date(until) });
}
