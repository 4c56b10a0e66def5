import { z } from "zod";

import { type Artifact, readBuild } from "../deploy/artifacts.ts";

/** Solidity's standard JSON input: https://docs.soliditylang.org/en/latest/using-the-compiler.html#input-description */
const standardInput = z.object({
  language: z.string(),
  sources: z.record(z.string(), z.object({ content: z.string() })),
  settings: z.looseObject({}),
});

export type StandardInput = z.infer<typeof standardInput>;

const compiled = z.object({
  sources: z.record(
    z.string(),
    z.object({
      ast: z.object({
        nodes: z.array(z.object({ nodeType: z.string(), absolutePath: z.string().optional() })),
      }),
    }),
  ),
});

/** All that somebody else needs to compile one contract to the same bytes. */
export type PublishedSource = {
  /** File and contract, as verifiers name it. */
  readonly identifier: string;
  /** The compiler's, with its commit. */
  readonly compilerVersion: string;
  readonly input: StandardInput;
};

/** What verifiers compare and show. */
const OUTPUT = {
  "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"] },
} as const;

/**
 * What a contract was compiled from: of the build's input the contract's own file and what that imports, so that an
 * explorer shows no tests beside it. The compiler makes the same bytes of these alone.
 */
export async function readSource(artifact: Artifact): Promise<PublishedSource> {
  const build = await readBuild(artifact.buildInfoId);
  const { language, sources, settings } = standardInput.parse(build.input);
  const needed = importedBy(artifact.inputSourceName, importsOf(build.output));
  return {
    identifier: `${artifact.inputSourceName}:${artifact.contractName}`,
    compilerVersion: build.version,
    input: {
      language,
      sources: Object.fromEntries(Object.entries(sources).filter(([name]) => needed.has(name))),
      settings: { ...settings, outputSelection: OUTPUT },
    },
  };
}

type Imports = ReadonlyMap<string, readonly string[]>;

function importsOf(output: unknown): Imports {
  const entries = Object.entries(compiled.parse(output).sources).map(
    ([name, { ast }]) =>
      [
        name,
        ast.nodes
          .filter(({ nodeType }) => nodeType === "ImportDirective")
          .map(({ absolutePath }) => absolutePath!),
      ] as const,
  );
  return new Map(entries);
}

function importedBy(start: string, imports: Imports): Set<string> {
  const found = new Set([start]);
  for (const name of found) for (const next of imports.get(name) ?? []) found.add(next);
  return found;
}
