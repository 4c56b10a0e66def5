const QUOTE = 0x22;

/**
 * The number of the first line with more than so many cells. It is told without building a cell: ten million empty
 * ones would take hundreds of megabytes. Quoted are delimiters and line ends after an odd number of quotes; where that
 * is not how the file is meant the parser refuses it at that quote.
 */
export function firstLineWiderThan(
  most: number,
  text: string,
  delimiter: string,
  lineEnd: string,
): number | undefined {
  const separator = delimiter.charCodeAt(0);
  const lastOfEnd = lineEnd.charCodeAt(lineEnd.length - 1);
  let [line, cells, isQuoted] = [1, 1, false];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (code === separator) cells += 1;
    else if (code === lastOfEnd && text.startsWith(lineEnd, at + 1 - lineEnd.length))
      [line, cells] = [line + 1, 1];
    if (cells > most) return line;
  }
  return undefined;
}

/** The first line end outside of quotes, which is the whole file's; LF where there is none. */
export function lineEndOf(text: string): string {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') isQuoted = !isQuoted;
    else if (!isQuoted && mark === "\n") return "\n";
    else if (!isQuoted && mark === "\r") return text[at + 1] === "\n" ? "\r\n" : "\r";
  }
  return "\n";
}
