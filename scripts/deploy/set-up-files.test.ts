import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { readConfig } from "../../server/app/config.ts";

const PROJECT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(PROJECT, "deploy", path), "utf8");

type Service = { environment: Record<string, string>; volumes?: string[]; build?: unknown };
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> };

describe("The files for systemd and containers", () => {
  const compose = parse(read("compose.yaml"), { merge: true }) as Compose;
  const replicas = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

  it("start at least two replicas of every role, each with roles and settings that exist", () => {
    const roles = replicas.flatMap(([, { environment }]) => {
      const { BORGO_ROLES, BORGO_PROXIES } = environment;
      return readConfig({ BORGO_ROLES, BORGO_PROXIES }).processRoles;
    });
    for (const role of ["api", "settler", "indexer"] as const)
      assert.ok(roles.filter((one) => one === role).length >= 2, role);
  });

  it("give every replica a data folder of its own, which survives it", () => {
    const folders = replicas.map(([, { volumes }]) =>
      volumes!.find((one) => one.endsWith(":/data"))!,
    );
    assert.equal(new Set(folders).size, replicas.length);
    const known = Object.keys(compose.volumes);
    for (const folder of folders) assert.ok(known.includes(folder.split(":")[0]!), folder);
  });

  it("start a program that is there, with Node's own name for the version in use", () => {
    for (const path of ["Containerfile", "systemd/borgo@.service"]) {
      const [program] = /server\/\w+\.ts/.exec(read(path)) ?? [];
      assert.ok(program !== undefined && existsSync(join(PROJECT, program)), path);
    }
  });

  it("set nothing that the service does not know", () => {
    const known = readFileSync(join(PROJECT, "docs/runbook.md"), "utf8");
    for (const path of ["compose.yaml", "Containerfile", "systemd/borgo@.service"])
      for (const [name] of read(path).matchAll(/BORGO_[A-Z_]+/g))
        assert.ok(known.includes(name), name);
  });
});
