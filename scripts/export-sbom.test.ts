import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { developmentPackages, productionPackages } from "./export-sbom/packages.ts";

const PROJECT = join(import.meta.dirname, "..");

/** Licences whose code may be part of a work under EUPL-1.2 as it is given away. */
const COMPATIBLE = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MPL-2.0",
]);
/** Beside those, for what only builds and tests: nothing of it is given away. */
const FOR_DEVELOPMENT = new Set([
  "CC-BY-4.0",
  "PSF-2.0",
  "Python-2.0",
  "Apache-2.0 WITH LLVM-exception",
]);

const choices = (licence: string) => licence.split(" OR ");

describe("The packages", () => {
  const production = productionPackages(PROJECT);

  it("that run are all under licences that go with ours", () => {
    expect(production.length).to.be.greaterThan(100);
    const strange = production.filter(
      ({ licence }) => !choices(licence).some((one) => COMPATIBLE.has(one)),
    );
    expect(strange).to.deep.equal([]);
  });

  it("that build and test are too, or say less", () => {
    const known = new Set([...COMPATIBLE, ...FOR_DEVELOPMENT]);
    const strange = developmentPackages(PROJECT).filter(
      ({ licence, name }) => !choices(licence).some((one) => known.has(one)) && !bringsMit(name),
    );
    expect(strange.map(({ name, licence }) => `${name}: ${licence}`)).to.deep.equal([]);
  });

  it("are all checked against a digest", () => {
    expect(production.filter(({ integrity }) => integrity === "")).to.deep.equal([]);
  });

  it("stand in the bill of materials as in the lock file", () => {
    const bill = JSON.parse(readFileSync(join(PROJECT, "docs/security/sbom.json"), "utf8"));
    expect(bill.bomFormat).to.equal("CycloneDX");
    const listed = bill.components.map(
      (one: { name: string; version: string }) => `${one.name}@${one.version}`,
    );
    expect(listed).to.deep.equal(production.map(({ name, version }) => `${name}@${version}`));
  });
});

/** Whether the package brings MIT's text along, where its description names no licence. */
function bringsMit(name: string): boolean {
  const folder = join(PROJECT, "node_modules", name);
  for (const file of ["LICENSE", "LICENSE.md", "license", "LICENCE"]) {
    try {
      return /MIT License|Permission is hereby granted, free of charge/i.test(
        readFileSync(join(folder, file), "utf8"),
      );
    } catch {
      continue;
    }
  }
  return false;
}
