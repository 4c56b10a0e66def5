import { type Result, ok, refuse } from "../shared/result.ts";

/**
 * The code printed on a card, on a shop's activation sheet, on the sheet of who organises a civic action and on a code to
 * claim, and shown to who told the town what cannot be used, for the answer: the text that the QR carries and that a
 * person can type. Thirty characters in six groups of five:
 *
 *     1 character   kind and version of the code
 *     26 characters the 128-bit secret, base 32
 *     3 characters  checksum of the 27 before, so that a slip is told from a wrong card
 *
 * The alphabet is Crockford's base 32: no I, L, O or U, and what looks like 1 or 0 reads as 1 or 0.
 * Compatibility: a change of layout takes a new first character; printed cards are never invalidated.
 */
export type CodeKind = "card" | "activation" | "organiser" | "claim" | "feedback";

export type CodeRefusal =
  | { code: "wrong_length"; length: number }
  | { code: "wrong_character"; character: string }
  | { code: "wrong_checksum" }
  | { code: "unknown_kind" };

export const SECRET_BYTES = 16;
export const CODE_LENGTH = 30;

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KIND_LETTERS: Record<CodeKind, string> = {
  card: "C",
  activation: "E",
  organiser: "A",
  claim: "P",
  feedback: "F",
};
const SECRET_CHARACTERS = 26;
const CHECKSUM_MODULUS = 32 ** 3;

/** Writes the code of a 16-byte secret, without spaces. */
export function encodeCode(kind: CodeKind, secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES)
    throw new RangeError(`A secret has ${SECRET_BYTES} bytes, not ${secret.length}.`);
  let bits = 0n;
  for (const byte of secret) bits = (bits << 8n) | BigInt(byte);
  const body = KIND_LETTERS[kind] + toBase32(bits << 2n, SECRET_CHARACTERS);
  return body + checksumOf(body);
}

/** Reads a code as scanned or typed: spaces, dashes, case and look-alike letters do not matter. */
export function decodeCode(
  text: string,
): Result<{ kind: CodeKind; secret: Uint8Array<ArrayBuffer> }, CodeRefusal> {
  const code = text.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  if (code.length !== CODE_LENGTH) return refuse({ code: "wrong_length", length: code.length });
  const stranger = [...code].find((character) => !ALPHABET.includes(character));
  if (stranger !== undefined) return refuse({ code: "wrong_character", character: stranger });
  const body = code.slice(0, -3);
  if (checksumOf(body) !== code.slice(-3)) return refuse({ code: "wrong_checksum" });
  const kind = kindOf(body[0]);
  if (kind === undefined) return refuse({ code: "unknown_kind" });
  return ok({ kind, secret: secretOf(body.slice(1)) });
}

export type KindRefusal =
  | { code: "invalid_code"; reason: CodeRefusal["code"] }
  | { code: "wrong_kind_of_code"; kind: CodeKind };

/** The secret in what was scanned or typed, where it is a code of the kind that is asked for. */
export function readSecret(
  wanted: CodeKind,
  text: string,
): Result<Uint8Array<ArrayBuffer>, KindRefusal> {
  const decoded = decodeCode(readScan(text).code);
  if (!decoded.ok) return refuse({ code: "invalid_code", reason: decoded.refusal.code });
  const { kind, secret } = decoded.value;
  return kind === wanted ? ok(secret) : refuse({ code: "wrong_kind_of_code", kind });
}

/** The code in six groups of five, as it is printed. */
export function groupCode(code: string): string {
  return code.replace(/.{5}(?=.)/g, "$& ");
}

function kindOf(letter: string | undefined): CodeKind | undefined {
  const kinds = Object.keys(KIND_LETTERS) as CodeKind[];
  return kinds.find((kind) => KIND_LETTERS[kind] === letter);
}

function secretOf(characters: string): Uint8Array<ArrayBuffer> {
  let bits = 0n;
  for (const character of characters) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  bits >>= 2n;
  const secret = new Uint8Array(SECRET_BYTES);
  for (let index = SECRET_BYTES - 1; index >= 0; index -= 1) {
    secret[index] = Number(bits & 0xffn);
    bits >>= 8n;
  }
  return secret;
}

function toBase32(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= 5n)
    text = ALPHABET[Number(rest & 31n)] + text;
  return text;
}

/**
 * A polynomial checksum with a multiplier prime to the modulus, so that any single wrong character
 * and any swap of two neighbours changes it.
 */
function checksumOf(body: string): string {
  let sum = 7;
  for (const character of body)
    sum = (sum * 37 + ALPHABET.indexOf(character) + 1) % CHECKSUM_MODULUS;
  return toBase32(BigInt(sum), 3);
}

/** The page that a phone's own camera opens with each kind of code. */
const CODE_PAGES: Record<CodeKind, string> = {
  card: "carta",
  activation: "cassa",
  organiser: "presenze",
  claim: "carta",
  feedback: "accessibilita",
};

/** The QR's text: an address that a phone's own camera can open. The code is in the fragment, which no server sees. */
export function codeUrl(publicUrl: string, kind: CodeKind, code: string): string {
  return `${publicUrl.replace(/\/$/, "")}/${CODE_PAGES[kind]}#${code}`;
}

/** What a scan or a typed line holds: a code, and the site it was printed for where it came as an address. */
export function readScan(text: string): { code: string; origin?: string } {
  const match = /^(https?:\/\/[^/#\s]+)[^#\s]*#(.+)$/i.exec(text.trim());
  if (match === null) return { code: text.trim() };
  return { code: match[2]!, origin: match[1]!.toLowerCase() };
}
