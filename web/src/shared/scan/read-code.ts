import {
  CODE_LENGTH,
  type CodeKind,
  decodeCode,
  encodeCode,
  readScan,
} from "#core/card/card-code.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

/** What stands on which sheet, as people call it. */
const SHEETS: Readonly<Record<CodeKind, string>> = {
  card: "la tessera del cittadino",
  activation: "il foglio di attivazione del negozio",
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

function otherSheet(kind: CodeKind, wanted: CodeKind): string {
  return `Questo codice è ${SHEETS[kind]}: qui serve ${SHEETS[wanted]}.`;
}

function sentenceOf(code: string): string {
  const decoded = decodeCode(code);
  if (decoded.ok) throw new RangeError("A readable code has no refusal.");
  const { refusal } = decoded;
  if (refusal.code === "wrong_length")
    return `Il codice ha ${CODE_LENGTH} caratteri, qui ce ne sono ${refusal.length}: ricontrollare.`;
  if (refusal.code === "wrong_character")
    return `Nel codice non c'è mai «${refusal.character}»: ricontrollare quel carattere.`;
  if (refusal.code === "wrong_checksum")
    return "Un carattere è sbagliato: ricontrollare il codice.";
  return "Questo codice non è di questo servizio.";
}
