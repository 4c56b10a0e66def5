import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Pkcs11Source } from "../../server/custody/key-encryption-keys.ts";

const MODULES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];
const PIN_VARIABLE = "BORGO_TEST_PIN";
export const PIN = "48151623";

/** A device in software: the interface of the real ones, none of their protection. */
export type SoftHsm = {
  /** A new token, empty, with its PIN in the environment. */
  newToken(label: string): Pkcs11Source;
  /** Puts the PIN back: whoever uses a token takes it out of the environment. */
  givePin(pin?: string): void;
  remove(): void;
};

/** Finds SoftHSM2, installing Debian's package where this runs as root; `undefined` where there is none. */
export function softHsm(): SoftHsm | undefined {
  const module = foundModule() ?? installed();
  if (module === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "borgo-softhsm-"));
  mkdirSync(join(folder, "tokens"));
  const settings = join(folder, "softhsm2.conf");
  writeFileSync(settings, `directories.tokendir = ${join(folder, "tokens")}\nlog.level = ERROR\n`);
  process.env["SOFTHSM2_CONF"] = settings;
  const givePin = (pin = PIN) => void (process.env[PIN_VARIABLE] = pin);
  return {
    givePin,
    newToken: (token) => {
      const secrets = ["--pin", PIN, "--so-pin", PIN];
      execFileSync("softhsm2-util", ["--init-token", "--free", "--label", token, ...secrets]);
      givePin();
      return { from: "pkcs11", module, token, pinVariable: PIN_VARIABLE };
    },
    remove: () => {
      delete process.env["SOFTHSM2_CONF"];
      delete process.env[PIN_VARIABLE];
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function foundModule(): string | undefined {
  return MODULES.find((path) => existsSync(path));
}

function installed(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  try {
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "softhsm2"], {
      ...{ stdio: "ignore", timeout: 60_000 },
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  } catch {
    return undefined;
  }
  return foundModule();
}
