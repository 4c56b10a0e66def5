import { workerData } from "node:worker_threads";

import type { ReadingOrder } from "../shared/read-aside.ts";
import { reportPieces } from "./read-outcomes.ts";
import { readStatusReport } from "./read-status-report.ts";

/** The thread in which a bank's report is read: see `read-aside.ts`. */
const { input, port } = workerData as ReadingOrder;
const text = new TextDecoder().decode(input as Uint8Array);
for (const piece of reportPieces(readStatusReport(text))) port.postMessage(piece);
port.close();
