import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type Cents, parseEuro, sumCents } from "#core/shared/money.ts";

import { readCsv } from "../../server/shared/csv.ts";

export type Purchase = {
  /** Line of `acquisti.csv`. */
  readonly row: number;
  /** The register number of the household that buys. */
  readonly protocol: string;
  readonly vatNumber: string;
  readonly amount: Cents;
};

/** A town's programme in the files that an office exports. The two lists go to the service byte for byte. */
export type TownFiles = {
  readonly beneficiaries: Uint8Array<ArrayBuffer>;
  readonly merchants: Uint8Array<ArrayBuffer>;
  readonly purchases: readonly Purchase[];
  /** Sum of what the beneficiaries are due: the programme's fund. */
  readonly fund: Cents;
  readonly cards: number;
  readonly merchantCount: number;
};

const FILES = ["beneficiari.csv", "esercenti.csv", "acquisti.csv"] as const;

/** Reads `beneficiari.csv`, `esercenti.csv` and `acquisti.csv`; throws with file and row where one cannot be read. */
export async function readTown(folder: string): Promise<TownFiles> {
  const [beneficiaries, merchants, purchases] = await readFiles(folder);
  const due = rowsOf("beneficiari.csv", beneficiaries, ["protocollo", "importo"]);
  const shops = rowsOf("esercenti.csv", merchants, ["partita_iva"]);
  return {
    beneficiaries,
    merchants,
    purchases: readPurchases(purchases),
    fund: sumCents(
      due.map(({ number, cells }) => amountOf("beneficiari.csv", number, cells["importo"])),
    ),
    cards: due.length,
    merchantCount: shops.length,
  };
}

type Bytes = Uint8Array<ArrayBuffer>;

async function readFiles(folder: string): Promise<[Bytes, Bytes, Bytes]> {
  const found = await Promise.all(FILES.map((name) => readIfThere(join(folder, name))));
  const missing = FILES.filter((_, index) => found[index] === undefined);
  if (missing.length > 0)
    throw new Error(`${folder} non è la cartella di un Comune: manca ${missing.join(", manca ")}`);
  return found as [Bytes, Bytes, Bytes];
}

async function readIfThere(path: string): Promise<Bytes | undefined> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
}

function rowsOf(name: string, bytes: Uint8Array, columns: readonly string[]) {
  const file = readCsv(bytes, columns, []);
  if (!file.ok) throw new Error(`${name}: ${file.refusal.reason}`);
  return file.value.rows;
}

function readPurchases(bytes: Uint8Array): Purchase[] {
  const columns = ["data_ora", "protocollo", "partita_iva", "importo"];
  const rows = rowsOf("acquisti.csv", bytes, columns).map(({ number, cells }) => ({
    row: number,
    at: sortableTime(cells["data_ora"] ?? "", number),
    protocol: cells["protocollo"]!.trim(),
    vatNumber: cells["partita_iva"]!.trim(),
    amount: amountOf("acquisti.csv", number, cells["importo"]),
  }));
  return rows
    .sort((one, other) => one.at.localeCompare(other.at))
    .map(({ at: _, ...purchase }) => purchase);
}

/** `04/05/2020 11:27:43` as `2020-05-04 11:27:43`, which sorts by time. */
function sortableTime(text: string, row: number): string {
  const match = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}(?::\d{2})?)$/.exec(text.trim());
  if (match === null)
    throw new Error(`acquisti.csv, riga ${row}: data e ora non leggibili: ${text}`);
  return `${match[3]}-${match[2]}-${match[1]} ${match[4]}`;
}

function amountOf(name: string, row: number, text = ""): Cents {
  const amount = parseEuro(text);
  if (!amount.ok) throw new Error(`${name}, riga ${row}: importo non leggibile: ${text}`);
  return amount.value;
}
