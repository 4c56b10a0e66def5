import { readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

const entry = z.looseObject({
  version: z.string(),
  license: z.string().optional(),
  integrity: z.string().startsWith("sha512-").optional(),
  dev: z.boolean().optional(),
});
const lockFile = z.looseObject({ packages: z.record(z.string(), z.looseObject({})) });

export type Package = {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it. */
  readonly licence: string;
  readonly integrity: string;
};

/** Packages that do not say their licence in the lock file; what the text that they bring along says. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = { "dom-walk": "MIT", "png-js": "MIT" };

/** Every package that is not for development only, once for each version, by name. */
export function productionPackages(project: string): Package[] {
  return packagesOf(project, ({ dev }) => dev !== true);
}

export function developmentPackages(project: string): Package[] {
  return packagesOf(project, ({ dev }) => dev === true);
}

function packagesOf(project: string, isWanted: (one: z.infer<typeof entry>) => boolean): Package[] {
  const { packages } = lockFile.parse(
    JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")),
  );
  const found = Object.entries(packages).flatMap(([path, raw]): Package[] => {
    if (path === "") return [];
    const one = entry.parse(raw);
    if (!isWanted(one)) return [];
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const licence = (one.license ?? SAID_ELSEWHERE[name] ?? "unknown")
      .replace(/ or /, " OR ")
      .replace(/^\((.*)\)$/, "$1");
    return [{ name, version: one.version, licence, integrity: one.integrity ?? "" }];
  });
  const byKey = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}
