// Makes every command of package.json work from a fresh clone, whatever the system's Node: finds or
// installs a fitting Node, installs the packages when they differ from the lock file, then runs the
// command given with both on PATH. Plain JavaScript without dependencies, and for Node 18 or later,
// because it runs before anything is installed.
//
//   node scripts/setup.js                       set up only
//   node scripts/setup.js node server/main.ts   set up, then run

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MINIMUM = [22, 18];
const NODE_TO_INSTALL = "22.23.3";
const PARENT_WATCH_MS = 1000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const toolsFolder = join(root, ".tools");
const installedNode = join(
  toolsFolder,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

function isFitting(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
}

function fail(message) {
  process.stderr.write(`borgo: ${message}\n`);
  process.exit(1);
}

/** Runs npm itself with the given Node, so that npm judges packages' engines by that Node. */
function npm(node, args) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, npm_node_execpath: node };
  const cli = process.env.npm_execpath;
  const isNpmCli = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli);
  const [command, all] = isNpmCli ? [node, [cli, ...args]] : ["npm", args];
  const shell = !isNpmCli && process.platform === "win32";
  return spawnSync(command, all, { cwd: root, env, stdio: ["ignore", 2, 2], shell }).status === 0;
}

function fittingNode() {
  if (isFitting(process.version)) return process.execPath;
  if (!hasInstalledNode()) {
    const wanted = NODE_MINIMUM.join(".");
    process.stderr.write(
      `borgo: this Node is ${process.version}; installing Node ${NODE_TO_INSTALL} beside the project.\n`,
    );
    mkdirSync(toolsFolder, { recursive: true });
    const flags = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    if (
      !npm(process.execPath, [
        "install",
        "--prefix",
        toolsFolder,
        ...flags,
        `node@${NODE_TO_INSTALL}`,
      ])
    )
      fail(`could not install Node. Install Node ${wanted} or later yourself and try again.`);
  }
  return installedNode;
}

function hasInstalledNode() {
  if (!existsSync(installedNode)) return false;
  const { stdout } = spawnSync(installedNode, ["--version"], { encoding: "utf8" });
  return stdout?.trim() === `v${NODE_TO_INSTALL}`;
}

/** This machine's C library as lock files name it; undefined where that does not matter. */
function thisLibc() {
  if (process.platform !== "linux") return undefined;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}

/**
 * Whether an optional package of the lock file is a native one meant for this machine. Those that name
 * no system are fall-backs, which npm leaves out where a native one is found.
 */
function isNativeHere({ os, cpu, libc }, libcHere) {
  if (os === undefined && cpu === undefined) return false;
  return (
    (os === undefined || os.includes(process.platform)) &&
    (cpu === undefined || cpu.includes(process.arch)) &&
    (libc === undefined || libcHere === undefined || libc.includes(libcHere))
  );
}

/**
 * Compares the lock file with what npm says it installed. An install made under an older Node lacks
 * native packages that npm left out without a word: that counts as not installed.
 */
function isInstalled() {
  const installedLock = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedLock)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedLock, "utf8")).packages;
  const libcHere = thisLibc();
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || installed[path]?.version === entry.version) return true;
    return entry.optional === true && !isNativeHere(entry, libcHere);
  });
}

function install(node) {
  if (isInstalled()) return;
  process.stderr.write("borgo: installing packages (npm ci), about a minute the first time.\n");
  if (!npm(node, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
    fail("npm ci failed: see above. Check the network or the npm registry and try again.");
}

/** Runs the command, passes signals on, and stops it when whoever asked for it is gone. */
function run(node, [command, ...args]) {
  const bins = [dirname(node), join(root, "node_modules/.bin")];
  const env = { ...process.env, PATH: [...bins, process.env.PATH].join(delimiter) };
  const child = spawn(command === "node" ? node : command, args, {
    cwd: root,
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    shell: command !== "node" && process.platform === "win32",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal === "SIGINT" ? "SIGINT" : "SIGTERM"));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, PARENT_WATCH_MS);
  child.on("error", (error) => fail(`cannot run ${command}: ${error.message}`));
  child.on("exit", (code, signal) => {
    clearInterval(watch);
    process.exit(signal ? 1 : (code ?? 1));
  });
}

const node = fittingNode();
install(node);
if (process.argv.length > 2) run(node, process.argv.slice(2));
