import { readFileSync, readdirSync } from "node:fs";
import { extname, join, posix } from "node:path";

import { parseSync } from "vite";

/** One `import` or `export … from`, static or dynamic. */
export type Import = {
  readonly line: number;
  /** As written, e.g. `../shared/log.ts`, `#core/shared/money.ts`, `viem/accounts`. */
  readonly specifier: string;
  /** Path from the root that it means; undefined where it is a package's. */
  readonly target: string | undefined;
  /** Whether nothing of it is left when the types are gone. */
  readonly isErased: boolean;
  readonly isDynamic: boolean;
};

export type SourceFile = {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  /** Empty in what is no TypeScript or JavaScript. */
  readonly imports: readonly Import[];
  /** Whether it does nothing but pass on what other files export. */
  readonly isBarrel: boolean;
};

export type Tree = ReadonlyMap<string, SourceFile>;

const CODE = new Set([".ts", ".tsx", ".js", ".mjs"]);
const TEXT = new Set(
  [".sol", ".css", ".html", ".json", ".md", ".yml", ".yaml", ".sql", ".csv", ".svg", ".sh"].concat([
    ...CODE,
  ]),
);

/** Reads every text file under the root that git would keep, as far as the root's `.gitignore` says. */
export function readTree(root: string): Tree {
  const ignored = new Set([".git", ...ignoredBy(root)]);
  const paths = walk(root, "", ignored).filter((path) => TEXT.has(extname(path)));
  return new Map(paths.map((path) => [path, readSource(root, path)]));
}

/** The project's ignore file holds anchored paths only, such as `/web/dist/`. */
function ignoredBy(root: string): string[] {
  const lines = readFileSync(join(root, ".gitignore"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => line.replace(/^\/|\/$/g, ""));
}

function walk(root: string, folder: string, ignored: ReadonlySet<string>): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (ignored.has(path)) return [];
    if (entry.isDirectory()) return walk(root, path, ignored);
    return entry.isFile() ? [path] : [];
  });
}

function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const isTest = /\.test\.tsx?$/.test(path) || path.startsWith("test/");
  if (!CODE.has(extname(path))) return { path, text, isTest, imports: [], isBarrel: false };
  return { path, text, isTest, ...readModule(path, text) };
}

function readModule(path: string, text: string): Pick<SourceFile, "imports" | "isBarrel"> {
  const { module, program } = parseSync(path, text);
  const found = [
    ...module.staticImports.map(({ start, moduleRequest }) => ({ start, moduleRequest })),
    ...module.staticExports.flatMap(({ start, entries }) =>
      entries.slice(0, 1).map(({ moduleRequest }) => ({ start, moduleRequest })),
    ),
  ].filter(({ moduleRequest }) => moduleRequest);
  const imports = found.map(({ start, moduleRequest }) => ({
    ...located(path, text, start, moduleRequest!.value),
    isErased: /^(import|export)\s+type\b/.test(text.slice(start)),
    isDynamic: false,
  }));
  const isBarrel =
    program.body.length > 0 &&
    program.body.every((node) => node.type.startsWith("Export") && "source" in node && node.source);
  return { imports: [...imports, ...dynamicImports(path, text)], isBarrel };
}

/** By their text, because that finds `import("…").Type` too, which is a type and no module record holds. */
function dynamicImports(path: string, text: string): Import[] {
  return [...text.matchAll(/\bimport\(\s*["']([^"']+)["']/g)].map((match) => ({
    ...located(path, text, match.index, match[1]!),
    isErased: false,
    isDynamic: true,
  }));
}

function located(path: string, text: string, start: number, specifier: string) {
  const line = text.slice(0, start).split("\n").length;
  return { line, specifier, target: targetOf(path, specifier) };
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith("#core/")) return specifier.slice(1);
  if (!specifier.startsWith(".")) return undefined;
  return posix.join(posix.dirname(path), specifier);
}
