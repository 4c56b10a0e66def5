import {
  CODE_LENGTH,
  type CodeKind,
  decodeCode,
  encodeCode,
  readScan,
} from "#core/card/card-code.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { say } from "../i18n/say.ts";

/** What stands on which sheet, as people call it. */
const SHEETS: Readonly<Record<CodeKind, string>> = {
  card: "la tessera del cittadino",
  activation: "il foglio di attivazione del negozio",
  organiser: "il foglio di chi organizza un'azione",
  claim: "il codice di un premio",
  feedback: "il codice di una segnalazione",
};

/**
 * The code in what was scanned or typed, written as on the sheet and checked before the service is asked; the refusal is an Italian sentence that
 * says what to do. A scanner on a keyboard of another country garbles the address before the code, so where the
 * whole cannot be read, the characters at its end are tried.
 */
export function readCode(text: string, wanted: CodeKind): Result<string, string> {
  const { code } = readScan(text);
  const tail = text.replace(/[\s-]/g, "").slice(-CODE_LENGTH);
  const readings = [code, tail].map((reading) => decodeCode(reading));
  for (const decoded of readings) {
    if (!decoded.ok) continue;
    const { kind, secret } = decoded.value;
    return kind === wanted ? ok(encodeCode(kind, secret)) : refuse(otherSheet(kind, wanted));
  }
  return refuse(sentenceOf(code));
}

/**
 * As `readCode`, for what a camera or a scanner saw. It saw right, so what is no code of ours is something else that was
 * held there: a product's QR, another service's. Counting its characters would help nobody.
 */
export function readScanned(text: string, wanted: CodeKind): Result<string, string> {
  const read = readCode(text, wanted);
  if (read.ok || readScan(text).code.replace(/[\s-]/g, "").length === CODE_LENGTH) return read;
  const isOurs = decodeCode(text.replace(/[\s-]/g, "").slice(-CODE_LENGTH)).ok;
  return isOurs
    ? read
    : refuse(say("Questo QR è di qualcos'altro: qui serve {0}.", say(SHEETS[wanted])));
}

function otherSheet(kind: CodeKind, wanted: CodeKind): string {
  return say("Questo codice è {0}: qui serve {1}.", say(SHEETS[kind]), say(SHEETS[wanted]));
}

function sentenceOf(code: string): string {
  const decoded = decodeCode(code);
  if (decoded.ok) throw new RangeError("A readable code has no refusal.");
  const { refusal } = decoded;
  if (refusal.code === "wrong_length")
    return say(
      "Il codice ha {0} caratteri, qui ce ne sono {1}: ricontrollare.",
      CODE_LENGTH,
      refusal.length,
    );
  if (refusal.code === "wrong_character")
    return say("Nel codice non c'è mai «{0}»: ricontrollare quel carattere.", refusal.character);
  if (refusal.code === "wrong_checksum")
    return say("Un carattere è sbagliato: ricontrollare il codice.");
  return say("Questo codice non è di questo servizio.");
}
