/** What a form checks: the field, whether it is wrong, and what to do about it. */
export type DraftCheck<Field extends string> = readonly [Field, boolean, string];

/** What has to be mended: of each field the first check that it fails. */
export function draftFaults<Field extends string>(
  checks: readonly DraftCheck<Field>[],
): Partial<Readonly<Record<Field, string>>> {
  const wrong = checks.filter(([, isWrong]) => isWrong).reverse();
  const faults = Object.fromEntries(wrong.map(([field, , message]) => [field, message]));
  return faults as Partial<Record<Field, string>>;
}

/** Whether the text can name an act, as the service judges it. */
export function isAct(text: string): boolean {
  const { length } = text.trim();
  return length >= 3 && length <= 200;
}
