import type { Clock } from "../shared/clock.ts";
import type { Http } from "./http.ts";

const DAY_MS = 86_400_000;
/** The text is made anew each time; whoever keeps a copy asks again after half a year. */
const GOOD_FOR_DAYS = 180;

type Contact = {
  /** Where weaknesses are reported; by default the mailbox that every domain has for it (RFC 2142). */
  readonly securityContact: string | undefined;
  readonly publicUrl: string;
};

/** `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness of this service. */
export function addSecurityText(http: Http, clock: Clock, contact: Contact): void {
  http.get("/.well-known/security.txt", (context) =>
    context.text(securityText(contact, clock.now())),
  );
}

export function securityText({ securityContact, publicUrl }: Contact, now: Date): string {
  const address = securityContact ?? `mailto:security@${new URL(publicUrl).hostname}`;
  const until = new Date(now.getTime() + GOOD_FOR_DAYS * DAY_MS);
  return [
    `Contact: ${address}`,
    `Expires: ${until.toISOString()}`,
    "Preferred-Languages: it, en",
    `Canonical: ${publicUrl}/.well-known/security.txt`,
    "",
  ].join("\n");
}
