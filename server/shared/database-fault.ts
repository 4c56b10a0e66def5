/** What PostgreSQL says while it ends, starts, or has no room for another connection. */
const AWAY = new Set(["57P01", "57P02", "57P03", "53300", "53400"]);
const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT"]);
/** Conflicts that the same transaction, begun again, need not meet again. */
const CONFLICT = new Set(["40001", "40P01", "55P03"]);
/** node-postgres gives these no code. */
const TEXTS =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error/i;

/** Whether an error says that the database was away or busy, so that the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (AWAY.has(code) || NETWORK.has(code) || CONFLICT.has(code) || code.startsWith("08"))
    return true;
  return TEXTS.test(error.message);
}

/** What the triggers of a database in quarantine refuse with: object_not_in_prerequisite_state. */
const QUARANTINED = "55000";

/** Whether the database refused to promise anything because it is being told again what it has forgotten. */
export function isQuarantined(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === QUARANTINED;
}
