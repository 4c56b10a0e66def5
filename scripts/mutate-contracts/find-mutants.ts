import { createHash } from "node:crypto";

import type { Node } from "./read-syntax.ts";

/** One small mistake: `before`, at `start` of `file`, written as `after`. */
export type Mutant = {
  /** The same for the same mistake, wherever other lines of the file move to. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** Contract or library and function, such as `Voucher.issue`. */
  readonly where: string;
  readonly kind: string;
  readonly start: number;
  readonly before: string;
  readonly after: string;
};

type Replacement = { readonly kind: string; readonly node: Node; readonly after: string };
type Text = (node: Node) => string;
type Rule = (node: Node, text: Text) => readonly Replacement[];

const OPERATORS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "&": "|",
  "|": "&",
  "<<": ">>",
  ">>": "<<",
  "+=": "-=",
  "|=": "&=",
  "&=": "|=",
};

const NAMES: Readonly<Record<string, string>> = {
  "AccountWords.KNOWN": "AccountWords.MERCHANT",
  "AccountWords.MERCHANT": "AccountWords.KNOWN",
  "AccountWords.BLOCKED": "AccountWords.KNOWN",
  "Roles.ISSUER": "Roles.TREASURY",
  "Roles.TREASURY": "Roles.GUARDIAN",
  "Roles.GUARDIAN": "Roles.ISSUER",
};

/** Members whose call gives back a changed word: without it the word stays as it was. */
const CHANGES_OF_A_WORD = new Set(["settled", "debit", "credit", "with", "without"]);

const RULES: readonly Rule[] = [
  otherOperator,
  otherName,
  otherNumber,
  otherTruth,
  removedStatement,
  removedRestriction,
  droppedChange,
  swappedArguments,
];

/** All the mistakes that the rules can make in one source. `text` is the source, `root` its syntax. */
export function findMutants(file: string, source: string, root: Node): Mutant[] {
  const text: Text = ({ start, length }) => source.slice(start, start + length);
  const seen = new Map<string, number>();
  return walk(root, "").flatMap(({ node, where }) =>
    RULES.flatMap((rule) => rule(node, text)).map(({ kind, node: place, after }) => {
      const before = text(place);
      const key = [file, where, kind, before, after].join("\0");
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      const id = createHash("sha256").update(`${key}\0${nth}`).digest("hex").slice(0, 8);
      const line = source.slice(0, place.start).split("\n").length;
      return { id, file, line, where, kind, start: place.start, before, after };
    }),
  );
}

export function apply(source: string, { start, before, after }: Mutant): string {
  return source.slice(0, start) + after + source.slice(start + before.length);
}

function walk(node: Node, where: string): { node: Node; where: string }[] {
  const here =
    node.type === "ContractDefinition"
      ? node.name
      : node.type === "FunctionDefinition"
        ? `${where}.${node.name || "constructor"}`
        : where;
  return [{ node, where: here }, ...node.children.flatMap((child) => walk(child, here))];
}

/** The text between an operation's two sides is replaced: no side may be touched. */
function otherOperator(node: Node, text: Text): Replacement[] {
  const other = OPERATORS[node.operator];
  const [left, right] = node.sides;
  if (other === undefined || left === undefined || right === undefined) return [];
  const from = left.start + left.length;
  const between = { ...node, start: from, length: right.start - from };
  // A bracket that is open between the sides belongs to one of them: what stays is only the operator.
  const gap = text(between);
  const position = gap.indexOf(node.operator);
  if (position < 0) return [];
  const place = { ...node, start: from + position, length: node.operator.length };
  return [{ kind: "other operator", node: place, after: other }];
}

function otherName(node: Node, text: Text): Replacement[] {
  const after = node.type === "MemberAccess" ? NAMES[text(node)] : undefined;
  return after === undefined ? [] : [{ kind: "other flag or role", node, after }];
}

function otherNumber(node: Node, text: Text): Replacement[] {
  if (node.type !== "Literal" || !/^[\d_]+$/.test(text(node))) return [];
  const after = String(BigInt(text(node).replaceAll("_", "")) + 1n);
  return [{ kind: "one more", node, after }];
}

function otherTruth(node: Node, text: Text): Replacement[] {
  if (node.type === "Literal" && /^(true|false)$/.test(text(node)))
    return [{ kind: "other truth", node, after: text(node) === "true" ? "false" : "true" }];
  if (node.type === "UnaryOperation" && text(node).startsWith("!"))
    return [{ kind: "other truth", node, after: text(node).slice(1) }];
  return [];
}

/** An empty block takes the statement's place, as it may be all of a branch. */
function removedStatement(node: Node, text: Text): Replacement[] {
  const what = text(node);
  const isWhole = what.endsWith("}") || what.endsWith(";");
  const place = isWhole ? node : { ...node, length: node.length + 1 };
  const without = (kind: string) => [{ kind, node: place, after: "{}" }];
  if (node.type === "EmitStatement") return without("no event");
  if (node.type === "IfStatement" && /\brevert\b/.test(what)) return without("no refusal");
  // A loop that does not count never ends, which any test would notice.
  if (node.type !== "ExpressionStatement" || /^(revert|\+\+)/.test(what)) return [];
  return without(what.startsWith("require") ? "no refusal" : "no act");
}

function removedRestriction(node: Node, text: Text): Replacement[] {
  if (node.type !== "ModifierInvocation" || text(node) !== "restricted") return [];
  return [{ kind: "no role asked", node, after: "" }];
}

function droppedChange(node: Node, text: Text): Replacement[] {
  const { callee } = node;
  if (callee === undefined || !CHANGES_OF_A_WORD.has(callee.member)) return [];
  const after = text(node).slice(0, callee.children[0]?.length);
  return [{ kind: "no change of the word", node, after }];
}

/** The first two neighbours of one type. */
function swappedArguments(node: Node, text: Text): Replacement[] {
  const pair = node.args
    .map((one, index) => [one, node.args[index + 1]] as const)
    .find(([one, next]) => next !== undefined && one.valueType === next.valueType);
  const [one, next] = pair ?? [];
  if (one === undefined || next === undefined || text(one) === text(next)) return [];
  const gap = {
    ...one,
    start: one.start + one.length,
    length: next.start - one.start - one.length,
  };
  const length = next.start + next.length - one.start;
  const place = { ...node, start: one.start, length };
  return [{ kind: "swapped", node: place, after: text(next) + text(gap) + text(one) }];
}
