const KEY = "borgo.phone";

/**
 * Whether this browser confirms a card's payments. The proof is a cookie that no script can read; this only says whether
 * to ask the service at all, so that whoever has no such telephone asks nothing.
 */
export function isBoundPhone(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function rememberBound(isBound: boolean): void {
  try {
    if (isBound) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
  } catch (error) {
    console.warn("The browser does not let the page remember that it confirms payments.", error);
  }
}
