import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

import { PAGES, type Page, entryFiles, firstLoadFiles, readManifest } from "./first-load.ts";

/**
 * Writes `first-load.json`: by page, the `Link` header that names what its first visit loads beside what `index.html`
 * names itself. The service sends it with the page, so that a phone far from the service asks for all at once and not
 * for one thing after it has read the other.
 */
export function firstLoadLinks(): Plugin {
  let folder = "";
  return {
    name: "borgo:first-load-links",
    apply: "build",
    configResolved: (config) => void (folder = config.build.outDir),
    closeBundle: { order: "post", sequential: true, handler: () => writeLinks(folder) },
  };
}

/** What the page asks the service before it can show anything: under way before the page's scripts are. */
const FIRST_QUESTIONS: Partial<Record<Page, string>> = { cassa: "/api/tills/current" };

function writeLinks(folder: string): void {
  const manifest = readManifest(folder);
  const named = entryFiles(manifest);
  const links = PAGES.map((page) => {
    const files = [...firstLoadFiles(manifest, page)].filter((file) => !named.has(file));
    const question = FIRST_QUESTIONS[page];
    const asked =
      question === undefined ? [] : [`<${question}>; rel="preload"; as="fetch"; crossorigin`];
    return [page, [...asked, ...files.map(linkTo)].join(", ")];
  });
  writeFileSync(join(folder, "first-load.json"), JSON.stringify(Object.fromEntries(links)));
}

function linkTo(file: string): string {
  const kind = file.endsWith(".css") ? 'preload"; as="style' : "modulepreload";
  return `</${file}>; rel="${kind}"; crossorigin`;
}
