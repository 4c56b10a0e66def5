import { workerData } from "node:worker_threads";

import { type ReadingOrder, tablePieces } from "./read-aside.ts";
import { readTable } from "./table-file.ts";

type TableInput = {
  readonly bytes: Uint8Array;
  readonly columns: readonly string[];
  readonly optional: readonly string[];
};

/** The thread in which a table is read: see `read-aside.ts`. */
const { input, port } = workerData as ReadingOrder;
const { bytes, columns, optional } = input as TableInput;
for (const piece of tablePieces(await readTable(bytes, columns, optional))) port.postMessage(piece);
port.close();
