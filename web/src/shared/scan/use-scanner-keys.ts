import { useRef } from "react";

import { useTypedKeys } from "../ui/typed-keys.ts";

/** No hand types two characters as fast as a scanner, none waits this long. */
const PAUSE_MS = 400;
const SHORTEST_CODE = 20;

/** Hears a hand-held scanner, which is a keyboard that types very fast and ends with Enter. */
export function useScannerKeys(read: (text: string) => void): void {
  const typed = useRef({ text: "", at: 0 });
  useTypedKeys((key) => {
    const now = performance.now();
    const { text, at } = typed.current;
    const before = now - at > PAUSE_MS ? "" : text;
    if (key === "Enter") {
      typed.current = { text: "", at: now };
      if (before.length < SHORTEST_CODE) return false;
      read(before);
      return true;
    }
    if (key.length !== 1) return false;
    typed.current = { text: before + key, at: now };
    return key !== " ";
  });
}
