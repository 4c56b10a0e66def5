const REVOKE_AFTER_MS = 60_000;

/** Hands a file to the browser's own download and lets go of it: sheets carry secrets. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read the address only after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
