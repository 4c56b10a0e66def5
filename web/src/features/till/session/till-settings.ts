import { useSyncExternalStore } from "react";

/** How this device sounds, looks and prints. It belongs to the device, not to the shop. */
export type TillSettings = {
  readonly hasSound: boolean;
  readonly isLarge: boolean;
  readonly isContrasted: boolean;
  readonly paper: Paper;
};

export const PAPERS = ["58", "80", "a4"] as const;
/** Width of the receipt printer's roll in millimetres, or a whole sheet. */
export type Paper = (typeof PAPERS)[number];

const KEY = "borgo.till.settings";
const USUAL: TillSettings = { hasSound: true, isLarge: false, isContrasted: false, paper: "58" };

const listeners = new Set<() => void>();
let settings: TillSettings | undefined;

export function readSettings(): TillSettings {
  settings ??= readStored();
  return settings;
}

export function changeSettings(change: Partial<TillSettings>): void {
  settings = { ...readSettings(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch (error) {
    console.warn("The settings could not be written down.", error);
  }
  for (const listener of listeners) listener();
}

export function useSettings(): TillSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, readSettings);
}

/** What was written by another version, or by a hand, counts as far as it makes sense. */
function readStored(): TillSettings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<TillSettings>;
    const isPaper = PAPERS.some((paper) => paper === stored.paper);
    return {
      hasSound: stored.hasSound !== false,
      isLarge: stored.isLarge === true,
      isContrasted: stored.isContrasted === true,
      paper: isPaper ? stored.paper! : USUAL.paper,
    };
  } catch {
    return USUAL;
  }
}
