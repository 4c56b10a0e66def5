import { useEffect, useEffectEvent } from "react";

/**
 * Hears what is typed while no field has the focus, so that a till with a keyboard works without clicking first.
 * The handler answers whether the key was meant for it.
 */
export function useTypedKeys(handle: (key: string) => boolean): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isOwnedBy(event.target, event.key)) return;
    if (handle(event.key)) event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** A field takes every key, a button or a link the ones that press it. */
function isOwnedBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("input, textarea, select") !== null) return true;
  return (key === "Enter" || key === " ") && target.closest("button, a, summary") !== null;
}
