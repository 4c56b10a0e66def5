/**
 * Proves the arithmetic of the funds for all amounts and for sequences of acts of any length.
 *
 *   npm run prove
 *
 * docs/security/proof.md says what is proved and what is not. It needs z3, which it installs where it may (root, Debian).
 * Exit codes: 0 all proved; 1 something is not, or could not be asked, with the reason.
 */
import { MODELS, type Verdict, checkModel } from "./prove/check-model.ts";
import { findZ3 } from "./prove/find-z3.ts";

function main(): void {
  const z3 = findZ3((line) => process.stderr.write(`borgo: ${line}\n`));
  if ("missing" in z3) throw new Error(`Nothing was proved: ${z3.missing}`);
  const verdicts = MODELS.flatMap((model) => {
    process.stdout.write(`${model}\n`);
    const found = checkModel(z3.program, model);
    for (const verdict of found) process.stdout.write(`${lineOf(verdict)}\n`);
    return found;
  });
  const proved = verdicts.filter(({ outcome }) => outcome === "proved").length;
  process.stdout.write(`\n${proved} proved, ${verdicts.length - proved} not\n`);
  if (proved < verdicts.length || proved === 0) process.exitCode = 1;
}

function lineOf({ line, assertion, outcome, counterexample }: Verdict): string {
  const text = `  ${outcome}: line ${line}: ${assertion}`;
  return counterexample === undefined
    ? text
    : `${text}\n${counterexample.replace(/^/gm, "      ")}`;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
