import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What Vite writes about each module that became a file, or that a file loads later. */
export type BuildManifest = Readonly<
  Record<
    string,
    {
      readonly file: string;
      readonly css?: readonly string[];
      readonly imports?: readonly string[];
      readonly dynamicImports?: readonly string[];
    }
  >
>;

export const PAGES = ["cassa", "carta", "comune", "trasparenza"] as const;
export type Page = (typeof PAGES)[number];

/** The module that each page loads after the common entry. */
const SHELLS: Record<Page, string> = {
  cassa: "src/app/shells/till-shell.tsx",
  carta: "src/app/shells/card-shell.tsx",
  comune: "src/app/shells/office-shell.tsx",
  trasparenza: "src/app/shells/transparency-shell.tsx",
};

const ENTRY = "index.html";

export function readManifest(dist: string): BuildManifest {
  return JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as BuildManifest;
}

/** What `index.html` itself names, for every page. */
export function entryFiles(manifest: BuildManifest): Set<string> {
  const files = new Set<string>();
  collect(manifest, ENTRY, files);
  return files;
}

/** The scripts and style sheets that a first visit of the page loads before it can be used. */
export function firstLoadFiles(manifest: BuildManifest, page: Page): Set<string> {
  const files = new Set<string>();
  for (const module of [ENTRY, SHELLS[page]]) collect(manifest, module, files);
  return files;
}

function collect(manifest: BuildManifest, module: string, files: Set<string>): void {
  const chunk = manifest[module];
  if (chunk === undefined) throw new RangeError(`The build has no ${module}.`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(manifest, imported, files);
}
