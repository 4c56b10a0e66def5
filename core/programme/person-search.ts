/** The shortest and the longest beginning of a name that is found by its own key. */
const SHORTEST = 3;
const LONGEST = 6;

/**
 * The words of a name as they are searched: capitals without accents. A name with an apostrophe is found with and
 * without it.
 */
export function nameWords(name: string): string[] {
  const plain = name
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toUpperCase();
  const apart = plain.split(/[^\p{Letter}\p{Number}]+/u);
  const joined = plain.replace(/['’`]/g, "").split(/[^\p{Letter}\p{Number}]+/u);
  return [...new Set([...apart, ...joined])].filter((word) => word !== "");
}

/**
 * The beginnings under which a person is filed: three to six letters of each word, and a shorter word as a whole. What
 * is looked for is longer: `NAPOLITANO` is looked up under `NAPOLI`, and whoever is found is compared.
 */
export function filedBeginnings(...names: readonly string[]): string[] {
  const beginnings = names.flatMap(nameWords).flatMap((word) => {
    const letters = [...word];
    if (letters.length < SHORTEST) return [word];
    const longest = Math.min(LONGEST, letters.length);
    return Array.from({ length: longest - SHORTEST + 1 }, (_, index) =>
      letters.slice(0, SHORTEST + index).join(""),
    );
  });
  return [...new Set(beginnings)];
}

/** The beginnings to look up for what somebody typed; empty where it says nothing. */
export function soughtBeginnings(typed: string): string[] {
  return soughtWords(typed).map((word) => [...word].slice(0, LONGEST).join(""));
}

function soughtWords(typed: string): string[] {
  const words = typed
    .replace(/['’`]/g, "")
    .split(/\s+/)
    .flatMap((word) => nameWords(word));
  return [...new Set(words)];
}

/** Whether each typed word begins one of the person's: a word of one or two letters has to be a whole one. */
export function isNamed(typed: string, ...names: readonly string[]): boolean {
  const own = names.flatMap(nameWords);
  const sought = soughtWords(typed);
  return (
    sought.length > 0 &&
    sought.every((word) =>
      [...word].length < SHORTEST
        ? own.includes(word)
        : own.some((candidate) => candidate.startsWith(word)),
    )
  );
}

/** A name as it stands in lists until somebody asks for it: `A•••`. */
export function maskName(name: string): string {
  const [first = ""] = [...name.trim()];
  return `${first}•••`;
}

/** A fiscal code but for its last four characters. */
export function maskFiscalCode(code: string): string {
  return code.replace(/.(?=.{4})/g, "•");
}
