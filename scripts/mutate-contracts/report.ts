import type { Judgement } from "./judge.ts";

type Reasons = Readonly<Record<string, string>>;

export type Summary = { readonly line: string; readonly unexplained: number };

/** Those that do not compile are none: nobody could deploy them. */
export function summaryOf(
  judgements: readonly Judgement[],
  justified: Reasons,
  possible: number,
): Summary {
  const tried = judgements.filter(({ outcome }) => outcome !== "does not compile");
  const killed = tried.filter(({ outcome }) => outcome === "killed");
  const survived = tried.filter(({ outcome }) => outcome === "survived");
  const explained = survived.filter(({ mutant }) => justified[mutant.id] !== undefined);
  const unexplained = survived.length - explained.length;
  const line = `${tried.length} mutants of ${possible} possible ones tried: ${killed.length} killed, ${explained.length} justified, ${unexplained} survived`;
  return { line, unexplained };
}

export function reportOf(
  judgements: readonly Judgement[],
  justified: Reasons,
  possible: number,
): string {
  const tried = judgements.filter(({ outcome }) => outcome !== "does not compile");
  const killed = tried.filter(({ outcome }) => outcome === "killed");
  const survived = tried.filter(({ outcome }) => outcome === "survived");
  return [
    "# Mutants",
    "",
    "Written by `npm run test:mutation -- --report docs/security/mutants.md`: do not edit. Each line is one small",
    "mistake made in the contracts, and the first test that noticed it. Lines are those of the day of the run; the",
    "number of a mutant stays while the code around the mistake does.",
    "",
    `**${summaryOf(judgements, justified, possible).line}.**`,
    "",
    "## By kind",
    "",
    ...table(["mistake", "tried", "killed"], byKind(tried)),
    "",
    "## Not killed",
    "",
    ...(survived.length === 0
      ? ["None."]
      : table(
          ["id", "where", "mistake", "why no test kills it"],
          survived.map((one) => [...cells(one), justified[one.mutant.id] ?? "**not explained**"]),
        )),
    "",
    "## Killed",
    "",
    ...table(
      ["id", "where", "mistake", "first test that fails"],
      killed.map((one) => [...cells(one), escaped(one.by)]),
    ),
    "",
  ].join("\n");
}

function byKind(tried: readonly Judgement[]): string[][] {
  const kinds = [...new Set(tried.map(({ mutant }) => mutant.kind))].sort();
  return kinds.map((kind) => {
    const of = tried.filter(({ mutant }) => mutant.kind === kind);
    const killed = of.filter(({ outcome }) => outcome === "killed").length;
    return [kind, String(of.length), String(killed)];
  });
}

function cells({ mutant }: Judgement): string[] {
  const { id, where, line, kind, before, after } = mutant;
  const change =
    after === "" || after === "{}" ? `without ${code(before)}` : `${code(before)} → ${code(after)}`;
  return [id, `${where}, line ${line}`, `${kind}: ${change}`];
}

function code(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return `\`${escaped(flat.length > 70 ? `${flat.slice(0, 69)}…` : flat)}\``;
}

function escaped(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
