import { join } from "node:path";

import { PurgeCSS } from "purgecss";
import type { Plugin } from "vite";

const SOURCES = ["index.html", "src/**/*.{ts,tsx}"].map((glob) =>
  join(import.meta.dirname, "..", glob),
);

/**
 * Leaves of Bootstrap Italia's style sheet only what our pages name. It is done while the sheet is read, not on the
 * written file, so that the hash in the file's name follows what is in it: files with a hash are cached for ever.
 */
export function purgeBootstrap(): Plugin {
  return {
    name: "borgo:purge-bootstrap",
    apply: "build",
    enforce: "pre",
    async transform(code, id) {
      if (!id.includes("bootstrap-italia.min.css")) return null;
      const [purged] = await new PurgeCSS().purge({
        content: SOURCES,
        css: [{ raw: code }],
        fontFace: true,
        keyframes: true,
        variables: true,
        defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
      });
      return { code: purged?.css ?? code, map: null };
    },
  };
}
