import { useSyncExternalStore } from "react";

/** Italian is what the pages are written in; any other language is a dictionary from Italian sentences. */
export type Language = "it" | "en";

type Dictionary = Readonly<Record<string, string>>;

const KEY = "borgo.language";

let language: Language = "it";
let dictionary: Dictionary = {};
const listeners = new Set<() => void>();

/**
 * The sentence in the language of this device; `{0}`, `{1}` are replaced by the values. Without a translation the Italian
 * stands: better a foreign word at the counter than none.
 */
export function say(italian: string, ...values: readonly (string | number)[]): string {
  const text = dictionary[italian] ?? italian;
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}

/** The language in use. A page that calls it, with all that it shows, is drawn anew when the language changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(listen, () => language);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Takes a language into use and remembers it on this device. A language of another kind is loaded only then. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  dictionary = wanted === "en" ? (await import("./english.ts")).ENGLISH : {};
  language = wanted;
  document.documentElement.lang = wanted;
  try {
    localStorage.setItem(KEY, wanted);
  } catch (error) {
    console.warn("The language could not be written down.", error);
  }
  for (const listener of listeners) listener();
}

/** Takes up the language that was chosen on this device before. */
export async function recallLanguage(): Promise<void> {
  if (localStorage.getItem(KEY) === "en") await chooseLanguage("en");
}
