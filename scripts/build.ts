/**
 * Compiles the contracts and builds the pages.
 *
 *   npm run build
 *
 * `npm start` and `npm test` call it themselves, and then only what changed since is built.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const PROJECT = join(import.meta.dirname, "..");

type Product = {
  readonly name: string;
  /** Files and folders that it is made from; another content means another product. */
  readonly sources: readonly string[];
  /** Notes which sources the product standing here was made from. */
  readonly stamp: string;
  readonly command: readonly string[];
};

export const CONTRACTS: Product = {
  name: "the contracts",
  sources: ["contracts", "hardhat.config.ts", "package-lock.json"],
  stamp: "artifacts/.built-from",
  // Their tests are compiled by those who run them: whoever starts a town need not wait for that.
  command: ["node_modules/hardhat/dist/src/cli.js", "build", "--quiet", "--no-tests"],
};

const PAGES: Product = {
  name: "the pages",
  sources: [
    "web/src",
    "web/build",
    "web/index.html",
    "web/vite.config.ts",
    "core",
    "package-lock.json",
  ],
  stamp: "web/dist/.built-from",
  command: ["node_modules/vite/bin/vite.js", "build", "web", "--logLevel", "warn"],
};

const PRODUCTS: readonly Product[] = [CONTRACTS, PAGES];

/** Builds what was never built or whose sources have changed, side by side; throws where that fails. */
export async function ensureBuilt(products: readonly Product[] = PRODUCTS): Promise<void> {
  const builds = products.map(async (product) => {
    if (!(await isCurrent(product))) await build(product);
  });
  await Promise.allSettled(builds);
  await Promise.all(builds);
}

async function isCurrent(product: Product): Promise<boolean> {
  const stamp = join(PROJECT, product.stamp);
  if (!existsSync(stamp)) return false;
  return (await readFile(stamp, "utf8")) === (await hashOfSources(product));
}

async function build(product: Product): Promise<void> {
  process.stderr.write(`borgo: building ${product.name}.\n`);
  const from = await hashOfSources(product);
  await run(product.command);
  const stamp = join(PROJECT, product.stamp);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, from);
}

/** What the commands say goes to standard error: standard output is for whoever called. */
async function run(command: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, command, {
    cwd: PROJECT,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${String(code)}.`);
}

async function hashOfSources({ sources }: Product): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources)
    for (const path of await filesOf(source)) {
      hash.update(`${path}\0`);
      hash.update(await readFile(join(PROJECT, path)));
    }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(join(PROJECT, path), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length + 1))
    .sort();
}

if (import.meta.main) for (const product of PRODUCTS) await build(product);
