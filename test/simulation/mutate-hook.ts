import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Mutant } from "./mutant.ts";
import { mutantNamed } from "./mutants.ts";

/**
 * Loaded before everything else (`node --import`): puts one mistake into the sources while they are loaded. No line of the
 * service knows of it.
 */
const PROJECT = join(import.meta.dirname, "../..");

/** The mutated text of each file that a mutant touches, by its address. Throws where a patch no longer fits. */
export function mutatedSources({ name, patches }: Mutant): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of patches) {
    const path = join(PROJECT, file);
    const url = pathToFileURL(path).href;
    const text = sources.get(url) ?? readFileSync(path, "utf8");
    if (text.split(find).length !== 2)
      throw new Error(`Mutant "${name}": ${file} does not have exactly one "${find}".`);
    sources.set(
      url,
      text.replace(find, () => replace),
    );
  }
  return sources;
}

const wanted = process.env["BORGO_MUTANT"];
if (wanted !== undefined) {
  const sources = mutatedSources(mutantNamed(wanted));
  registerHooks({
    load(url, context, nextLoad) {
      const source = sources.get(url);
      return source === undefined
        ? nextLoad(url, context)
        : { format: "module-typescript", source, shortCircuit: true };
    },
  });
}
