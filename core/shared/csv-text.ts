/** Makes an office suite read the accents right. */
const BOM = "\uFEFF";

/**
 * Rows as an office suite in Italy opens them: semicolons, every cell quoted, lines ended by CR LF. A cell that begins
 * like a formula is shown as text: what somebody typed elsewhere must not run on the reader's computer.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((cells) => `${cells.map(quote).join(";")}\r\n`).join("");
}

function quote(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
