import { ApiClient } from "./api-client.ts";
import { Officer } from "./officer.ts";

type DemoOfficer = { privateKey: `0x${string}`; roles: string[] };

/** The officers who play a town's desk. */
export type Desk = {
  /** The social worker: merchants, beneficiaries, cards. */
  readonly desk: Officer;
  /** The treasurer: programmes, issuances, redemptions. */
  readonly treasury: Officer;
};

/** Signs in as the demo officers; only the embedded chain has officers whose keys anyone may use. */
export async function signInDemoDesk(url: string): Promise<Desk> {
  const officers = await new ApiClient(url).get<DemoOfficer[]>("/api/demo/officers");
  const withRoles = (...roles: string[]) => {
    const officer = officers.find((candidate) =>
      roles.every((role) => candidate.roles.includes(role)),
    );
    if (officer === undefined)
      throw new Error(`No demo officer has the roles ${roles.join(", ")}.`);
    return Officer.signIn(url, officer.privateKey);
  };
  return { desk: await withRoles("merchants"), treasury: await withRoles("treasury", "issuer") };
}
