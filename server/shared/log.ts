import { type Logger, pino } from "pino";

export type Log = Logger;

/** Names under which a secret or a person's data could reach a log line; each is replaced, at any depth named here. */
const SECRET_NAMES = [
  "password",
  "newPassword",
  "cardCode",
  "activationCode",
  "secret",
  "seed",
  "privateKey",
  "signature",
  "authorization",
  "cookie",
  "fiscalCode",
  "vatNumber",
  "iban",
  "surname",
  "mobile",
  "raw",
];

const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** The service's log: JSON lines on standard error, so that standard output stays for what a person asked. */
export function createLog(level: string, name: string): Log {
  return pino(
    { level, name, base: { name }, redact: { paths: REDACTED_PATHS, censor: "[redacted]" } },
    pino.destination({ dest: 2, sync: false }),
  );
}
