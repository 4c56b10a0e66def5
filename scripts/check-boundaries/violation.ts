import type { Tree } from "./read-tree.ts";

/** A broken rule: where, and in a sentence what is wrong and how to mend it. */
export type Violation = { readonly path: string; readonly line: number; readonly message: string };

export type Rule = (tree: Tree) => readonly Violation[];

/** A file that a rule leaves alone, with the reason. */
export type Exceptions = Readonly<Record<string, string>>;
