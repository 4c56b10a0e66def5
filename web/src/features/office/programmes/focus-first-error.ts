/** Goes to the first field that has to be mended. */
export function focusFirstError(form: HTMLFormElement): void {
  // React marks the fields after this event; then the first one can be told.
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>("[aria-invalid=true], .office-error")?.focus(),
  );
}
