import { useEffect, useState } from "react";
import { registerSW } from "virtual:pwa-register";

/**
 * Keeps the till's page on the device, so that it opens at once and also over a bad line. Answers of the service are
 * never kept. A new version waits until the shop takes it: `update` reloads the page, so offer it between two sales.
 */
export function useTillWorker(): { readonly update: (() => void) | undefined } {
  const [update, setUpdate] = useState<() => void>();
  useEffect(() => {
    const activate = registerSW({
      onNeedRefresh: () => setUpdate(() => () => void activate(true)),
      // The till works without: it only opens more slowly.
      onRegisterError: (error: unknown) => console.warn(error),
    });
  }, []);
  return { update };
}
