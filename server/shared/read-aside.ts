import { setImmediate } from "node:timers/promises";
import {
  MessageChannel,
  type MessagePort,
  Worker,
  receiveMessageOnPort,
} from "node:worker_threads";

import { type Result, ok } from "#core/shared/result.ts";

import { type CsvFile, type FileRefusal, unreadable } from "./csv.ts";
import { Fault } from "./problem.ts";
import { createTurns } from "./turns.ts";

/** How long a file may be read, and with how much memory. */
export type ReadingBounds = { readonly seconds: number; readonly megabytes: number };

/** Several times what the largest table takes that is let in. */
const BOUNDS: ReadingBounds = { seconds: 30, megabytes: 512 };

/** Files read at the same moment: what is left of the processor belongs to the tills. */
const MOST_AT_ONCE = 2;
/** Files kept in memory until it is their turn. */
const MOST_WAITING = 8;

const TOO_MUCH =
  "Il file è troppo complicato da leggere: dividerlo, o copiare la sola tabella in un foglio nuovo, e riprovare.";

/** What a reader in a thread of its own is given: what to read, and where to put piece after piece of what it read. */
export type ReadingOrder = { readonly input: unknown; readonly port: MessagePort };

/** The rows of a piece: taking them over stops the tills for some milliseconds, not for half a second. */
const ROWS_AT_ONCE = 500;

const turns = createTurns(MOST_AT_ONCE, MOST_WAITING);

/**
 * Reads a file in a thread of its own, so that no till waits for a program that goes through megabytes, and one that
 * would take all the time or memory there is is ended and refused. `reader` is a module that answers the order of its
 * `workerData` by posting pieces, at least one. Throws a fault that passes where too many files wait already.
 */
export async function readAside<Piece>(
  reader: URL,
  input: unknown,
  bounds = BOUNDS,
): Promise<Result<Piece[], FileRefusal>> {
  const read = await turns.take(() => readNow<Piece>(reader, input, bounds));
  if (read === undefined)
    throw new Fault("too_many_files", "Too many files wait to be read.", { retryable: true });
  return read;
}

async function readNow<Piece>(
  reader: URL,
  input: unknown,
  bounds: ReadingBounds,
): Promise<Result<Piece[], FileRefusal>> {
  const { port1: port, port2 } = new MessageChannel();
  try {
    const end = await run(reader, { input, port: port2 }, bounds);
    return end === "done" ? ok(await piecesOf<Piece>(port)) : unreadable(TOO_MUCH);
  } finally {
    port.close();
  }
}

function run(reader: URL, order: ReadingOrder, bounds: ReadingBounds): Promise<"done" | "ended"> {
  const worker = new Worker(reader, {
    workerData: order,
    transferList: [order.port],
    // What reads strangers' files is told none of the service's secrets.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: bounds.megabytes },
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void worker.terminate(), bounds.seconds * 1000);
    worker.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") resolve("ended");
      else reject(error);
    });
    worker.once("exit", (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? "done" : "ended");
    });
  });
}

async function piecesOf<Piece>(port: MessagePort): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (;;) {
    const piece = receiveMessageOnPort(port);
    if (piece === undefined) return pieces;
    pieces.push(piece.message as Piece);
    await setImmediate();
  }
}

type TablePiece = Result<CsvFile, FileRefusal>;

/** `readTable` in a thread of its own. */
export async function readTableAside(
  bytes: Uint8Array,
  columns: readonly string[],
  optional: readonly string[],
): Promise<Result<CsvFile, FileRefusal>> {
  const reader = new URL("./table-reader.ts", import.meta.url);
  const pieces = await readAside<TablePiece>(reader, { bytes, columns, optional });
  if (!pieces.ok) return pieces;
  const [first, ...others] = pieces.value as [TablePiece, ...TablePiece[]];
  if (!first.ok) return first;
  const rows = [first, ...others].flatMap((piece) => (piece.ok ? piece.value.rows : []));
  return ok({ columns: first.value.columns, rows });
}

/** A table in pieces that are taken over one by one. */
export function tablePieces(table: TablePiece): readonly TablePiece[] {
  if (!table.ok) return [table];
  return inPieces(table.value.rows).map((rows) => ok({ ...table.value, rows }));
}

/** At least one piece, if an empty one. */
export function inPieces<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.max(1, Math.ceil(rows.length / ROWS_AT_ONCE));
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );
}
