import { rmSync } from "node:fs";

import { Fault } from "../shared/problem.ts";
import { databaseFault } from "./custody-database.ts";
import { releaseAllGrants } from "./grants.ts";
import { hardenProcess } from "./harden-process.ts";
import { CustodyRefusesToStart } from "./key-encryption-keys.ts";
import { type SignerSettings, openSigner } from "./open-signer.ts";
import { listen, reportBug } from "./signer-server.ts";
import { removeSocket } from "./signer-socket.ts";
import type { Signer } from "./signer.ts";

/** What the signer tells its parent, once. */
export type SignerState =
  | { readonly state: "ready" }
  /** A person has to act; the text is for that person. */
  | { readonly state: "refused"; readonly message: string }
  | { readonly state: "failed"; readonly message: string; readonly retryable: boolean };

const EXIT_REFUSED = 78;
const EXIT_BUG = 70;

function tell(state: SignerState): Promise<void> {
  return new Promise((resolve) => process.send!(state, undefined, undefined, () => resolve()));
}

function notify(notice: string): void {
  process.stderr.write(`\n${notice}\n\n`);
}

/** The parent speaks first, and its silence or its end is ours. */
function receiveSettings(): Promise<SignerSettings> {
  return new Promise((resolve) =>
    process.once("message", (message) => resolve(message as SignerSettings)),
  );
}

/** Also where the service was killed: nobody else is there then to clear up. */
function endWithParent(settings: SignerSettings | undefined, signer: Signer | undefined): never {
  if (signer !== undefined) releaseAllGrants(signer.grants);
  if (settings !== undefined) removeSocket(settings.socketPath);
  process.exit(0);
}

async function run(): Promise<void> {
  hardenProcess();
  let settings: SignerSettings | undefined;
  let signer: Signer | undefined;
  process.once("disconnect", () => endWithParent(settings, signer));
  settings = await receiveSettings();
  signer = await openSigner(settings, notify);
  if (process.platform !== "win32") rmSync(settings.socketPath, { force: true });
  await listen(signer, settings.socketPath);
  await tell({ state: "ready" });
}

function stateOf(error: unknown): SignerState {
  if (error instanceof CustodyRefusesToStart) return { state: "refused", message: error.message };
  const fault = error instanceof Fault ? error : databaseFault(error);
  if (fault !== undefined)
    return { state: "failed", message: fault.message, retryable: fault.retryable };
  reportBug(error);
  return { state: "failed", message: "The signer could not start.", retryable: false };
}

process.on("uncaughtException", (error) => {
  reportBug(error);
  process.exit(EXIT_BUG);
});
// A terminal's Ctrl-C and a service manager's stop reach the whole group: the parent may still need signatures.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

if (process.send === undefined) {
  process.stderr.write("Questo processo si avvia solo dal servizio.\n");
  process.exit(EXIT_REFUSED);
}

try {
  await run();
} catch (error) {
  await tell(stateOf(error));
  process.exit(EXIT_REFUSED);
}
