/** A mistake that somebody might make, as a change of source text. */
export type Mutant = {
  readonly name: string;
  /** What goes wrong, and whose mistake it was where it was somebody's. */
  readonly what: string;
  readonly patches: readonly Patch[];
  /** `sql`: only the real modules on PostgreSQL have the line. */
  readonly tier: "memory" | "sql";
  /** The seed from which on it is looked for, where few show it; default: 1. */
  readonly firstSeed?: number;
};

export type Patch = { readonly file: string; readonly find: string; readonly replace: string };

export function mutant(name: string, what: string, ...patches: Patch[]): Mutant {
  return { name, what, patches, tier: "memory" };
}

export const patch = (file: string, find: string, replace: string): Patch => ({
  file,
  find,
  replace,
});
