import type { Import, Tree } from "./read-tree.ts";
import type { Violation } from "./violation.ts";

/** What a cheap phone on a bad line must not load. */
const HEAVY = /^(viem|wagmi|@wagmi\/[^/]+|ethers)($|\/)/;

/** The till's and the card's pages, down to whatever they load later. */
const LIGHT_PAGES =
  /^web\/src\/(features\/(till|wallet|organiser)\/|app\/shells\/(till|card|organiser)-shell\.tsx$)/;

/** What every page loads first; what it loads later is the pages' own affair. */
const ENTRY = "web/src/app/main.tsx";

/** Keeps the chain's libraries out of the pages that do without. Follows imports through as many files as they lead. */
export function checkReach(tree: Tree): Violation[] {
  const light = [...tree.values()].filter(({ path, isTest }) => !isTest && LIGHT_PAGES.test(path));
  const violations = new Map<string, Violation>();
  const visit = (roots: string[], follows: (one: Import) => boolean) => {
    for (const found of heavyFrom(tree, roots, follows))
      violations.set(`${found.path}:${found.line}`, found);
  };
  visit(
    light.map(({ path }) => path),
    (one) => !one.isErased,
  );
  visit([ENTRY], (one) => !one.isErased && !one.isDynamic);
  return [...violations.values()];
}

function heavyFrom(tree: Tree, roots: string[], follows: (one: Import) => boolean): Violation[] {
  const cameFrom = new Map<string, string | undefined>(roots.map((root) => [root, undefined]));
  const violations: Violation[] = [];
  // A map visits what is added to it while it is walked.
  for (const [path] of cameFrom)
    for (const one of tree.get(path)?.imports.filter(follows) ?? []) {
      if (one.target !== undefined && !cameFrom.has(one.target)) cameFrom.set(one.target, path);
      if (HEAVY.test(one.specifier))
        violations.push({ path, line: one.line, message: sentence(one.specifier, path, cameFrom) });
    }
  return violations;
}

function sentence(
  specifier: string,
  path: string,
  cameFrom: ReadonlyMap<string, string | undefined>,
): string {
  const way = [path];
  for (let at = cameFrom.get(path); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return `The till's and the card's pages must not load "${specifier}", and come to it by ${way.join(" → ")}.`;
}
