/** Whether something is wrong with a field of what was sent, and the Italian sentence that says how to mend it. */
export type FieldCheck = readonly [isWrong: boolean, field: string, message: string];

export type FieldFault = { field: string; message: string };

/** All that is wrong at once, as the `details` of `malformed_request`. */
export function faultsOf(checks: readonly FieldCheck[]): FieldFault[] {
  return checks.filter(([isWrong]) => isWrong).map(([, field, message]) => ({ field, message }));
}
