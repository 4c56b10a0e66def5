import { readFile, readdir } from "node:fs/promises";

/** The process of the local chain that listens there. */
export function nodeProcess(rpcUrl: string): Promise<number> {
  return processWithArgument(`--port\0${new URL(rpcUrl).port}\0`);
}

/** The process whose command line holds this; arguments are separated by NUL. See proc(5). */
async function processWithArgument(text: string): Promise<number> {
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, "latin1").catch(() => "");
    if (command.includes(text) && !command.includes("leash")) return Number(name);
  }
  throw new Error(`No process with ${text}.`);
}
