import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";

import { readTree } from "./check-boundaries/read-tree.ts";

const PROJECT = join(import.meta.dirname, "..");

/** npm's own, and those that npm runs without `run`. */
const WITHOUT_RUN = new Set(["start", "test", "ci", "install"]);

/** At the start of a line or of code within one. */
const COMMANDS = /(?:^|`)npm (run )?([a-z][\w:-]*)/gm;

const PLACES =
  /`((?:core|server|web|scripts|test|contracts|docs|deployments|\.ci)\/[\w./-]*[\w/])`/g;

/** Made by a command, and not in a fresh clone. */
const MADE_LATER = /^(web\/dist|deployments)(\/|$)/;

const publicCode = z.object({
  publiccodeYmlVersion: z.literal("0.4"),
  name: z.string(),
  url: z.url(),
  releaseDate: z.iso.date(),
  softwareVersion: z.string(),
  platforms: z.array(z.enum(["web", "linux", "mac", "windows", "ios", "android"])).min(1),
  categories: z.array(z.string()).min(1),
  developmentStatus: z.enum(["concept", "development", "beta", "stable", "obsolete"]),
  softwareType: z.string(),
  legal: z.object({ license: z.literal("EUPL-1.2") }).loose(),
  maintenance: z.object({ type: z.enum(["internal", "contract", "community", "none"]) }).loose(),
  localisation: z.object({
    localisationReady: z.boolean(),
    availableLanguages: z.array(z.string()).min(1),
  }),
  description: z.object({ it: z.unknown(), en: z.unknown() }),
});

const description = z.object({
  genericName: z.string().max(35).optional(),
  shortDescription: z.string().max(150),
  longDescription: z.string().min(500).max(10_000),
  features: z.array(z.string()).min(1),
  screenshots: z.array(z.string()).optional(),
  documentation: z.url().optional(),
});

describe("The documents", () => {
  const scripts = Object.keys(packageFile()["scripts"] as object);
  const papers = [...readTree(PROJECT).values()].filter(({ path }) => path.endsWith(".md"));

  it("are there", () => {
    const paths = papers.map(({ path }) => path);
    expect(paths).to.include.members(["README.md", "CONTRIBUTING.md", "docs/architecture.md"]);
  });

  for (const { path, text } of papers) {
    it(`name only commands that package.json has: ${path}`, () => {
      const commands = [...text.matchAll(COMMANDS)];
      const unknown = commands.filter(([, run, name]) =>
        run === undefined ? !WITHOUT_RUN.has(name!) : !scripts.includes(name!),
      );
      expect(unknown.map(([command]) => command)).to.deep.equal([]);
    });

    it(`link to what is there: ${path}`, () => {
      const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, to]) => to!);
      const local = links.filter((to) => !/^[a-z]+:/.test(to));
      const broken = local.filter((to) => !existsSync(join(PROJECT, dirname(path), to)));
      expect(broken).to.deep.equal([]);
    });

    it(`name files that are there: ${path}`, () => {
      const places = [...text.matchAll(PLACES)].map(([, place]) => place!);
      const missing = places.filter(
        (place) => !MADE_LATER.test(place) && !existsSync(join(PROJECT, place)),
      );
      expect(missing).to.deep.equal([]);
    });
  }

  it("are there where code sends its reader to one, and so are the commands", () => {
    const code = [...readTree(PROJECT).values()].filter(
      ({ path, isTest }) => /\.(ts|tsx|js|sql|sol)$/.test(path) && !isTest,
    );
    const dead = code.flatMap(({ path, text }) => [
      ...matches(text, /\b(docs\/[\w/-]+\.md)\b/g)
        .filter((paper) => !existsSync(join(PROJECT, paper)))
        .map((paper) => `${path}: ${paper}`),
      ...matches(text, /\bnpm run ([a-z][\w:-]*)/g)
        .filter((name) => !scripts.includes(name))
        .map((name) => `${path}: npm run ${name}`),
    ]);
    expect(dead).to.deep.equal([]);
  });

  it("describe the software as publiccode.yml wants it", () => {
    const text = readFileSync(join(PROJECT, "publiccode.yml"), "utf8");
    const read = publicCode.parse(parse(text));
    const described = Object.values(read.description).map((one) => description.parse(one));
    const pictures = described.flatMap(({ screenshots = [] }) => screenshots);
    expect(pictures.filter((picture) => !existsSync(join(PROJECT, picture)))).to.deep.equal([]);
    expect(read.softwareVersion).to.equal(packageFile()["version"]);
  });
});

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found!);
}

function packageFile(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
}
