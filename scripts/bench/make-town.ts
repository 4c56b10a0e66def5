import { parseVatNumber } from "../../core/shared/fiscal-code.ts";
import { cents } from "../../core/shared/money.ts";
import type { TownFiles } from "../scenario/town-files.ts";

const DUE_EUROS = 500n;

/** A town of made-up people and shops, with codes that hold. Nobody has these: they are counted up. */
export function makeTown(cards: number, shops: number): TownFiles {
  const people = Array.from({ length: cards }, (_, index) =>
    [
      `2026/${String(index + 1).padStart(6, "0")}`,
      ...["Prova", `Persona ${index + 1}`, elevenDigits(8_000_000_000 + index), "1", ""],
      `${DUE_EUROS},00`,
    ].join(";"),
  );
  const merchants = Array.from({ length: shops }, (_, index) =>
    [
      `Negozio ${index + 1}`,
      elevenDigits(1_234_500_000 + index),
      ...["47.11", "alimentari", `Via di prova, ${index + 1}`, ibanOf(index)],
    ].join(";"),
  );
  return {
    beneficiaries: csv(
      "protocollo;cognome;nome;codice_fiscale;componenti_nucleo;cellulare;importo",
      people,
    ),
    merchants: csv("ragione_sociale;partita_iva;ateco;categoria;indirizzo;iban", merchants),
    purchases: [],
    // More than they are due: what waits for the settler is recharged apart.
    fund: cents(BigInt(cards) * DUE_EUROS * 200n),
    cards,
    merchantCount: shops,
  };
}

function csv(head: string, rows: readonly string[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode([head, ...rows, ""].join("\r\n")));
}

/** Eleven digits of which the last is a check digit: a VAT number, or a provisional fiscal code. */
function elevenDigits(first10: number): string {
  for (let check = 0; check < 10; check += 1) {
    const code = `${first10}${check}`;
    if (parseVatNumber(code).ok) return code;
  }
  throw new RangeError(`No check digit fits ${first10}.`);
}

/** Of a bank that does not exist; the check digits are those of ISO 7064 (mod 97). */
function ibanOf(index: number): string {
  const account = `X0999999999${String(index).padStart(12, "0")}`;
  const digits = [...`${account}IT00`].map((character) => parseInt(character, 36)).join("");
  const check = 98n - (BigInt(digits) % 97n);
  return `IT${check.toString().padStart(2, "0")}${account}`;
}
