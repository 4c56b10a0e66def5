import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect } from "chai";

const IMPORTS = /(?:from|import)\s*\(?\s*"([^"]+)"/g;
const CORE = join(import.meta.dirname, "../../../../core");

/** The npm packages that a module can ever load, its own imports' imports and lazy ones included. */
function packagesOf(path: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(path) || !/\.tsx?$/.test(path)) return packages;
  seen.add(path);
  for (const [, name] of readFileSync(path, "utf8").matchAll(IMPORTS)) {
    const file = name!.startsWith("#core/")
      ? join(CORE, name!.slice("#core/".length))
      : join(dirname(path), name!);
    if (!/^(\.|#core\/)/.test(name!)) packages.add(name!);
    else for (const found of packagesOf(file, seen)) packages.add(found);
  }
  return packages;
}

function shell(name: string): Set<string> {
  return packagesOf(join(import.meta.dirname, `${name}-shell.tsx`));
}

const isChainLibrary = (name: string) => /^(viem|wagmi|@wagmi|ethers)(\/|$)/.test(name);

describe("what the pages can load", () => {
  for (const page of ["till", "card"])
    it(`keeps the chain's libraries away from the ${page}'s page, for ever`, () => {
      const packages = [...shell(page)];
      expect(packages).to.include("react");
      expect(packages.filter(isChainLibrary)).to.deep.equal([]);
    });

  it("would find them: the office's page cannot do without", () => {
    expect([...shell("office")].filter(isChainLibrary)).not.to.deep.equal([]);
  });
});
