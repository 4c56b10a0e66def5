/** What a suite's run came to. `failed` counts crashes too, and so can exceed the failures of single tests. */
export type Outcome = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
};

export type Failure = { readonly name: string; readonly message: string };

export const NOTHING: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function onePassed(): Outcome {
  return { ...NOTHING, passed: 1 };
}

export function oneFailed(name: string, message: string): Outcome {
  return { ...NOTHING, failed: 1, failures: [{ name, message }] };
}

export function sumOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
      failures: [...sum.failures, ...next.failures],
    }),
    NOTHING,
  );
}

/** The line that a run closes with; scripts and people read it, so its form is fixed. */
export function closingLine({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}
