import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

/** What the rules need to know of a place in the compiler's syntax tree. Positions are in characters of the source. */
export type Node = {
  readonly type: string;
  readonly name: string;
  readonly start: number;
  readonly length: number;
  readonly operator: string;
  /** Left and right of an operation or an assignment. */
  readonly sides: readonly Node[];
  /** What a call calls, and with what. */
  readonly callee: Node | undefined;
  readonly args: readonly Node[];
  readonly member: string;
  readonly valueType: string;
  readonly children: readonly Node[];
};

type RawNode = Readonly<Record<string, unknown>> & { readonly nodeType: string; src: string };

/** The project's own contracts; interfaces hold nothing that could be wrong but their words. */
export function contractFiles(): string[] {
  return readdirSync(join(PROJECT, "contracts"))
    .filter((name) => name.endsWith(".sol"))
    .sort()
    .map((name) => `contracts/${name}`);
}

export function readSyntax(files: readonly string[]): ReadonlyMap<string, Node> {
  const { compile } = createRequire(import.meta.url)("solc") as {
    compile(input: string, callbacks: object): string;
  };
  const read = (name: string) => {
    const own = join(PROJECT, name);
    return readFileSync(existsSync(own) ? own : join(PROJECT, "node_modules", name), "utf8");
  };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(files.map((file) => [file, { content: read(file) }])),
    settings: { outputSelection: { "*": { "": ["ast"] } } },
  };
  const output = compile(JSON.stringify(input), {
    import: (name: string) => ({ contents: read(name) }),
  });
  const { sources } = JSON.parse(output) as { sources: Record<string, { ast: RawNode }> };
  return new Map(files.map((file) => [file, nodeOf(sources[file]!.ast, positions(read(file)))]));
}

/** The compiler counts bytes, JavaScript characters. */
function positions(source: string): (byte: number) => number {
  const bytes = Buffer.from(source);
  return (byte) => bytes.subarray(0, byte).toString().length;
}

function nodeOf(raw: RawNode, at: (byte: number) => number): Node {
  const [start, length] = raw.src.split(":").map(Number) as [number, number];
  const list = (...values: unknown[]) =>
    values
      .flat()
      .filter(isNode)
      .map((one) => nodeOf(one, at));
  const isCall = raw.nodeType === "FunctionCall";
  const { typeString = "" } = (raw["typeDescriptions"] ?? {}) as { typeString?: string };
  return {
    type: raw.nodeType,
    name: String(raw["name"] ?? ""),
    start: at(start),
    length: at(start + length) - at(start),
    operator: String(raw["operator"] ?? ""),
    sides: list(
      raw["leftExpression"] ?? raw["leftHandSide"],
      raw["rightExpression"] ?? raw["rightHandSide"],
    ),
    callee: isCall ? list(raw["expression"])[0] : undefined,
    args: isCall ? list(raw["arguments"]) : [],
    member: String(raw["memberName"] ?? ""),
    valueType: typeString,
    children: list(...Object.values(raw)),
  };
}

function isNode(value: unknown): value is RawNode {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}
