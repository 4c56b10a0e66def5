import { useSyncExternalStore } from "react";
import type { Hex } from "viem";

/** A transaction that this browser sent and the service has not yet seen final. */
export type PendingAct = { readonly hash: Hex; readonly sentAt: string };

const STORAGE_KEY = "borgo.pending-acts";
const listeners = new Set<() => void>();

let text: string | null = null;
let acts: Readonly<Record<string, PendingAct>> = {};

/** What was sent survives a reload: without this an officer would sign the same act twice. */
function readActs(): Readonly<Record<string, PendingAct>> {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === text) return acts;
  text = stored;
  acts = stored === null ? {} : parseActs(stored);
  return acts;
}

function parseActs(stored: string): Readonly<Record<string, PendingAct>> {
  try {
    return JSON.parse(stored) as Readonly<Record<string, PendingAct>>;
  } catch {
    return {};
  }
}

function writeActs(next: Readonly<Record<string, PendingAct>>): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

export function rememberAct(key: string, hash: Hex): void {
  writeActs({ ...readActs(), [key]: { hash, sentAt: new Date().toISOString() } });
}

export function forgetAct(key: string): void {
  const { [key]: forgotten, ...others } = readActs();
  if (forgotten !== undefined) writeActs(others);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

export function usePendingActs(): Readonly<Record<string, PendingAct>> {
  return useSyncExternalStore(subscribe, readActs);
}
