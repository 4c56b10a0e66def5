import { CustodyRefusesToStart } from "../custody/key-encryption-keys.ts";
import { CannotStart } from "./cannot-start.ts";
import { ConfigError } from "./config.ts";
import { PortTaken } from "./service.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const FAILED = 1;

/** Ends in order when the process is told to, or when whoever started it is gone. A second signal ends it at once. */
export function endOnSignal(end: () => Promise<void>): void {
  let isEnding = false;
  const endOnce = () => {
    if (isEnding) process.exit(FAILED);
    isEnding = true;
    void end().then(
      () => process.exit(0),
      () => process.exit(FAILED),
    );
  };
  for (const signal of SIGNALS) process.on(signal, endOnce);
  process.once("disconnect", endOnce);
}

/** Tells why the service does not start: a sentence for what its operator can mend, the whole error for the rest. */
export function tellWhyNot(error: unknown): void {
  const isExpected = [CannotStart, ConfigError, PortTaken, CustodyRefusesToStart].some(
    (kind) => error instanceof kind,
  );
  const text = isExpected ? (error as Error).message : error instanceof Error ? error.stack : error;
  process.stderr.write(`borgo: ${String(text)}\n`);
  process.exitCode = FAILED;
}
