import { CannotStart } from "./cannot-start.ts";

/** Addresses of one database for the three who use it, each with its own rights. */
export type DatabaseUrls = {
  /** With every right: migrates at the start, and is used for nothing else. */
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly signerUrl: string;
};

type Role = "borgo_api" | "borgo_signer";

/**
 * Reads the addresses of a PostgreSQL that somebody else runs; `undefined` where DATABASE_URL is not set. Without
 * addresses of their own, the service and the signer log in as the owner and step down to their role: enough for a
 * trial, but whoever takes over the service's process could step up again. Throws `CannotStart` for what is no address.
 */
export function databaseUrls(
  variables: Readonly<Record<string, string | undefined>>,
): DatabaseUrls | undefined {
  const { DATABASE_URL, BORGO_API_DATABASE_URL, BORGO_SIGNER_DATABASE_URL } = variables;
  if (!DATABASE_URL) return undefined;
  return {
    ownerUrl: checked("DATABASE_URL", DATABASE_URL).href,
    apiUrl: urlFor("BORGO_API_DATABASE_URL", BORGO_API_DATABASE_URL, DATABASE_URL, "borgo_api"),
    signerUrl: urlFor(
      "BORGO_SIGNER_DATABASE_URL",
      BORGO_SIGNER_DATABASE_URL,
      DATABASE_URL,
      "borgo_signer",
    ),
  };
}

function urlFor(variable: string, own: string | undefined, owner: string, role: Role): string {
  if (own) return checked(variable, own).href;
  const url = checked("DATABASE_URL", owner);
  url.searchParams.set("options", `-c role=${role}`);
  return url.href;
}

function checked(variable: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new CannotStart(
    `${variable} non è l'indirizzo di un database PostgreSQL: serve postgres://utente:password@macchina:porta/nome.`,
  );
}
