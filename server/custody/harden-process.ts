import { readFileSync, writeFileSync } from "node:fs";
import { url as inspectorUrl } from "node:inspector";

import { CustodyRefusesToStart } from "./key-encryption-keys.ts";

const ONLY_OWNER = 0o077;

/**
 * Closes the ways by which this process's memory could leave it: refuses to run where somebody may look in, and
 * takes its memory out of core dumps. Node cannot forbid another process of the same user to read its memory:
 * see docs/security/custody.md for what the platform has to do there.
 */
export function hardenProcess(): void {
  process.umask(ONLY_OWNER);
  refuseInspector();
  refuseCoreDumps();
  delete process.env["NODE_OPTIONS"];
}

function refuseInspector(): void {
  const isInspected = inspectorUrl() !== undefined;
  const asksForIt = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((option) =>
    /--(inspect|debug|heapsnapshot|heap-prof|cpu-prof|report|diagnostic)/.test(option),
  );
  if (isInspected || asksForIt)
    throw new CustodyRefusesToStart(
      "Il processo che firma non si avvia con un debugger o un profilatore collegato.",
    );
}

/** No mapping goes into a dump, even where the system hands dumps to a program that ignores the size limit. */
function refuseCoreDumps(): void {
  if (process.platform !== "linux") return;
  writeFileSync("/proc/self/coredump_filter", "0");
  const limit = /^Max core file size\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
  if (limit?.[1] !== "0")
    throw new CustodyRefusesToStart(
      "Il processo che firma si avvia solo con i core dump spenti (ulimit -c 0).",
    );
}
