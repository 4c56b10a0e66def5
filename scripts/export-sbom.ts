/**
 * Writes `docs/security/sbom.json`: every package that a running Borgo may load, with version, licence and the digest that
 * npm checks, in CycloneDX. From the lock file alone, so that the same lock file makes the same list. `--check` fails where
 * the committed file is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { productionPackages } from "./export-sbom/packages.ts";

const PROJECT = join(import.meta.dirname, "..");
const target = join(PROJECT, "docs/security/sbom.json");

function componentOf({
  name,
  version,
  licence,
  integrity,
}: ReturnType<typeof productionPackages>[number]) {
  const purl = `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
  const isExpression = / (OR|AND|WITH) /.test(licence);
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    licenses: [isExpression ? { expression: licence } : { license: { id: licence } }],
    hashes: [
      {
        alg: "SHA-512",
        content: Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex"),
      },
    ],
  };
}

const { name, version, license } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const document = {
  $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    component: { type: "application", name, version, licenses: [{ license: { id: license } }] },
  },
  components: productionPackages(PROJECT).map(componentOf),
};
const text = `${JSON.stringify(document, null, 1)}\n`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  process.stderr.write("Out of date: docs/security/sbom.json. Run: npm run export-sbom\n");
  process.exitCode = 1;
}
