import { spawnSync } from "node:child_process";

const INSTALL_MS = 180_000;

export type Z3 = { readonly program: string } | { readonly missing: string };

/** The solver z3: the one that is there, or Debian's package where this is root on a Debian; else why there is none. */
export function findZ3(say: (line: string) => void = () => undefined): Z3 {
  if (answers()) return { program: "z3" };
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync("apt-get", ["--version"]).status === 0;
  if (!isRoot || !hasApt)
    return { missing: "z3 is not installed. On Debian: apt-get install z3, as root." };
  say("installing Debian's z3.");
  for (const args of [["install"], ["update"], ["install"]])
    if (apt(args) && answers()) return { program: "z3" };
  return { missing: "z3 is not installed, and apt-get could not install it." };
}

function answers(): boolean {
  return spawnSync("z3", ["--version"]).status === 0;
}

function apt(args: readonly string[]): boolean {
  const all = args[0] === "install" ? ["install", "--yes", "--no-install-recommends", "z3"] : args;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", all, { env, stdio: "ignore", timeout: INSTALL_MS }).status === 0;
}
