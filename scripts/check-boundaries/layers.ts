import type { Import, SourceFile, Tree } from "./read-tree.ts";
import type { Violation } from "./violation.ts";

/** The service's slices, in the order in which they may know each other: each knows the faces of those before it. */
const SLICES = [
  "custody",
  "audit",
  "merchants",
  "programmes",
  "cards",
  "payments",
  "gifts",
  "settlement",
  "indexer",
  "reimbursements",
  "reconciliation",
  "campaigns",
  "actions",
  "initiatives",
  "offers",
  "feedback",
  "privacy",
  "transparency",
];

/** A part of the tree with one answer to "what may it import?". */
type Zone =
  | { readonly kind: "core" | "server-shared" | "migrations" }
  | { readonly kind: "web-shared" | "web-app" | "web-build" }
  | { readonly kind: "free" }
  | { readonly kind: "slice"; readonly name: string }
  | { readonly kind: "feature"; readonly name: string };

/** Which way imports point, as docs/architecture.md draws it. */
export function checkLayers(tree: Tree): Violation[] {
  return [...tree.values()].flatMap((file) => [
    ...unknownSlice(file),
    ...file.imports.flatMap((one) => checkImport(file, one)),
  ]);
}

function unknownSlice({ path }: SourceFile): Violation[] {
  const zone = zoneOf(path);
  if (zone.kind !== "slice" || SLICES.includes(zone.name)) return [];
  const message = `server/${zone.name} has no place in the order of slices: add it to scripts/check-boundaries/layers.ts.`;
  return [{ path, line: 1, message }];
}

function checkImport(file: SourceFile, one: Import): Violation[] {
  const refused =
    one.target === undefined ? refusePackage(file, one.specifier) : refuseTarget(file, one.target);
  return refused === undefined ? [] : [{ path: file.path, line: one.line, message: refused }];
}

function refusePackage({ path, isTest }: SourceFile, specifier: string): string | undefined {
  if (isTest) return undefined;
  const zone = zoneOf(path);
  if (zone.kind === "core")
    return `core imports nothing from outside itself, and "${specifier}" is: pass in what it gives.`;
  const isPage = ["web-shared", "web-app", "feature"].includes(zone.kind);
  if (isPage && specifier.startsWith("node:"))
    return `A browser has no "${specifier}": leave it to the service or the build.`;
  return undefined;
}

function refuseTarget({ path, isTest }: SourceFile, target: string): string | undefined {
  const from = zoneOf(path);
  const to = zoneOf(target);
  if (isTest && target.startsWith("test/")) return undefined;
  if (mayImport(from, to, target)) return undefined;
  return `${describe(from)} may not import ${target}: ${WHY[from.kind]}`;
}

const WHY: Record<Zone["kind"], string> = {
  core: "the rules know nothing but each other.",
  "server-shared": "what every slice uses knows none of them, only core.",
  migrations: "they know the database only (server/shared).",
  slice:
    "a slice knows core, server/shared, and the face (the file named after the folder) of slices before it.",
  "web-shared": "what every page uses knows none of them, only core.",
  feature: "a page knows core, web/src/shared and itself.",
  "web-app": "the pages reach the service over HTTP only.",
  "web-build": "the pages' build knows the pages only.",
  free: "",
};

function mayImport(from: Zone, to: Zone, target: string): boolean {
  if (from.kind === "free") return true;
  if (to.kind === "core" || isSame(from, to)) return true;
  if (from.kind === "core") return false;
  if (from.kind === "migrations" || from.kind === "slice") {
    if (to.kind === "server-shared") return true;
    return from.kind === "slice" && to.kind === "slice" && isFaceOfEarlier(from.name, to, target);
  }
  if (from.kind === "web-build") return to.kind.startsWith("web-");
  if (from.kind === "web-app") return to.kind === "feature" || to.kind === "web-shared";
  return from.kind === "feature" && to.kind === "web-shared";
}

function isSame(from: Zone, to: Zone): boolean {
  if (from.kind !== to.kind) return false;
  return !("name" in from && "name" in to) || from.name === to.name;
}

function isFaceOfEarlier(name: string, to: { name: string }, target: string): boolean {
  const isFace = target === `server/${to.name}/${to.name}.ts`;
  return isFace && SLICES.indexOf(to.name) < SLICES.indexOf(name);
}

function zoneOf(path: string): Zone {
  const [top, second, third, fourth] = path.split("/");
  if (top === "core") return { kind: "core" };
  if (top === "server" && third !== undefined) return serverZone(second!);
  if (top !== "web") return { kind: "free" };
  if (second !== "src") return { kind: "web-build" };
  if (third === "features" && fourth !== undefined) return { kind: "feature", name: fourth };
  return { kind: third === "shared" ? "web-shared" : "web-app" };
}

function serverZone(folder: string): Zone {
  if (folder === "shared") return { kind: "server-shared" };
  if (folder === "migrations") return { kind: "migrations" };
  return folder === "app" ? { kind: "free" } : { kind: "slice", name: folder };
}

function describe(zone: Zone): string {
  return "name" in zone ? `${zone.kind} ${zone.name}` : zone.kind;
}
