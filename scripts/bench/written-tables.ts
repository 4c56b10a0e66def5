const END = "\n\n<!-- end of what is written -->";

/** The page with the tables replaced that `npm run COMMAND -- --write` writes there. */
export function withTables(page: string, command: string, tables: string): string {
  const start = `<!-- written by npm run ${command} -- --write -->\n\n`;
  const from = page.indexOf(start);
  const until = page.indexOf(END);
  if (from < 0 || until < from) throw new Error("The page has no place for its tables.");
  return page.slice(0, from + start.length) + tables + page.slice(until);
}
