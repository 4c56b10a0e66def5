import { useTown } from "../shared/api/read-town.ts";

type MailLinkProps = {
  readonly which: "officeEmail" | "privacyEmail";
  /** What stands there where the municipality gave no address. */
  readonly otherwise: string;
};

/** An address of the municipality's, as a link; the page is whole without it, because the service may be down. */
export function MailLink({ which, otherwise }: MailLinkProps) {
  const address = useTown().data?.contacts[which];
  if (address === undefined) return <>{otherwise}</>;
  return <a href={`mailto:${address}`}>{address}</a>;
}

/** The municipality's name, where the service says it. */
export function TownName() {
  return <>{useTown().data?.name ?? "il Comune"}</>;
}
