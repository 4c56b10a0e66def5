import { useCallback, useEffect, useState } from "react";

/**
 * The code after the `#` of the address, as the printed QR's link brings it. It leaves the address bar at once: it would
 * stay in the history and show in a photograph of the screen.
 */
export function useLinkCode(): { readonly linkCode: string | undefined; forget(): void } {
  const [code, setCode] = useState(codeInAddress);
  useEffect(() => {
    const takeCode = () => {
      const found = codeInAddress();
      if (found === undefined) return;
      setCode(found);
      history.replaceState(history.state, "", location.pathname + location.search);
    };
    takeCode();
    addEventListener("hashchange", takeCode);
    return () => removeEventListener("hashchange", takeCode);
  }, []);
  return { linkCode: code, forget: useCallback(() => setCode(undefined), []) };
}

function codeInAddress(): string | undefined {
  const fragment = location.hash.slice(1);
  return /^[\w-]{20,}$/.test(fragment) ? fragment : undefined;
}
