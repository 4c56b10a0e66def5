/** What a part of the run did and found. */
export type Part = {
  readonly name: string;
  readonly operations: number;
  readonly faults: number;
  readonly violations: readonly string[];
  /** What this machine did not let it try. */
  readonly left?: string;
};

export function describePart({ name, operations, faults, violations, left }: Part): string {
  const mark = violations.length === 0 ? "✓" : "✗";
  const rest = left === undefined ? "" : ` (${left})`;
  const lines = [`${mark} ${name}: ${operations} operations, ${faults} faults${rest}`];
  for (const violation of violations.slice(0, 20)) lines.push(`    ${violation.slice(0, 400)}`);
  return lines.join("\n");
}

/** The line that a run closes with; its form is fixed. */
export function closingLine(parts: readonly Part[]): string {
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  return [
    `${sum((part) => part.operations)} operations`,
    `${sum((part) => part.faults)} faults injected`,
    `${sum((part) => part.violations.length)} violations`,
  ].join(", ");
}
