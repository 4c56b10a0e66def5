import { useState } from "react";

import type { Role } from "#core/chain/roles.ts";

import type { Town } from "../../../shared/api/types.ts";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { ROLE_NAMES } from "../session/role-names.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { AnnouncedActs } from "./announced-acts.tsx";
import { GrantForm } from "./grant-form.tsx";
import type { RoleChange, RoleMember, Roles } from "./read-roles.ts";
import { announcement, changeData } from "./role-acts.ts";
import { ROLE_TASKS, delayText } from "./role-texts.ts";
import { ROLES_KEY, useRoles } from "./use-roles.ts";

/** Who may do what, as the chain says now, and the signatures that change it. */
export function RolesPage() {
  const { town } = useOfficer();
  const roles = useRoles(town);
  return (
    <>
      <h1>Ruoli</h1>
      <p>
        Chi può fare che cosa lo dice la blockchain, e questa pagina lo legge da lì, ora. Un ruolo
        si dà o si toglie in due tempi: chi ha le autorizzazioni <strong>annuncia</strong>, e dopo
        l'attesa <strong>esegue</strong>; nel frattempo il garante può fermare un ruolo dato.
      </p>
      <ProblemAlert error={roles.error} />
      {roles.isPending ? <p role="status">Lettura della blockchain…</p> : null}
      {roles.data === undefined ? null : <Content roles={roles.data} />}
    </>
  );
}

function Content({ roles }: { readonly roles: Roles }) {
  const { session } = useOfficer();
  const isAdmin = useHasRole("admin");
  const [change, setChange] = useState<RoleChange>();
  const own = roles.members.find(
    ({ role, account }) => role === "admin" && account === session.officer.toLowerCase(),
  );
  return (
    <>
      <MemberTable roles={roles} revoke={isAdmin ? setChange : undefined} />
      <section className="office-step" aria-labelledby="announced">
        <h2 id="announced" className="h4">
          In attesa
        </h2>
        <AnnouncedActs roles={roles} />
      </section>
      {!isAdmin || own === undefined ? null : (
        <section className="office-step" aria-labelledby="change">
          <h2 id="change" className="h4">
            {change?.kind === "revoke" ? "Togliere un ruolo" : "Dare un ruolo"}
          </h2>
          {change === undefined ? (
            <GrantForm
              isHeld={(role, account) => isHeld(roles, role, account)}
              propose={setChange}
            />
          ) : (
            <Proposal {...{ roles, change }} own={own} close={() => setChange(undefined)} />
          )}
        </section>
      )}
    </>
  );
}

type ProposalProps = {
  readonly roles: Roles;
  readonly change: RoleChange;
  readonly own: RoleMember;
  readonly close: () => void;
};

/** A change to be announced, said in words before the signature. */
function Proposal({ roles, change, own, close }: ProposalProps) {
  const { town } = useOfficer();
  const { kind, role, account } = change;
  const data = changeData(change, own.delaySeconds);
  const isAnnounced = roles.announced.some((act) => act.data === data);
  const isChanged = isHeld(roles, role, account) === (kind === "grant");
  const act = useAct({
    key: `role-announce:${data}`,
    prepare: async () => announcement(town, data, own.delaySeconds),
    isDone: isAnnounced || isChanged,
    refreshes: ROLES_KEY,
  });
  return (
    <div className="office-card">
      <p>
        {kind === "grant" ? "Dare" : "Togliere"} il ruolo <strong>{ROLE_NAMES[role]}</strong> (
        {ROLE_TASKS[role]}) a <code>{account}</code>. Attesa: {delayText(own.delaySeconds)}.
      </p>
      {kind === "revoke" && isLast(roles, town, role) ? (
        <p className="alert alert-warning">È l'ultima persona con questo ruolo.</p>
      ) : null}
      <div className="office-choices-row">
        {isAnnounced || isChanged ? (
          <p className="mb-0" role="status">
            {isAnnounced ? "Annunciato: si esegue dopo l'attesa." : "Fatto."}
          </p>
        ) : (
          <ActButton act={act}>Firma l'annuncio</ActButton>
        )}
        <button type="button" className="btn btn-outline-primary" onClick={close}>
          {isAnnounced || isChanged ? "Chiudi" : "Lascia com'è"}
        </button>
      </div>
    </div>
  );
}

function isHeld({ members }: Roles, role: Role, account: string): boolean {
  return members.some((member) => member.role === role && member.account === account);
}

/** Whether one person alone has the role: the contract that has it as well acts for nobody. */
function isLast({ members }: Roles, town: Town, role: Role): boolean {
  const people = members.filter((member) => member.role === role && !isContract(town, member));
  return people.length === 1;
}

function isContract({ contracts }: Town, { account }: RoleMember): boolean {
  return account === contracts.programmes.toLowerCase();
}

const COLUMNS = [
  { name: "Ruolo" },
  { name: "Chi" },
  { name: "Che cosa può fare" },
  { name: "Attesa" },
  { name: "Atti" },
] as const;

type MemberTableProps = {
  readonly roles: Roles;
  readonly revoke: ((change: RoleChange) => void) | undefined;
};

function MemberTable({ roles, revoke }: MemberTableProps) {
  const { town } = useOfficer();
  return (
    <OfficeTable label="Chi ha quale ruolo" columns={COLUMNS}>
      {roles.members.map((member) => {
        const { role, account, delaySeconds } = member;
        const isOpener = isContract(town, member);
        return (
          <tr key={`${role}:${account}`}>
            <th scope="row">{ROLE_NAMES[role]}</th>
            <td>{isOpener ? "il contratto dei programmi" : <OfficerName address={account} />}</td>
            <td>{isOpener ? "assegna i ruoli di un programma nuovo" : ROLE_TASKS[role]}</td>
            <td>{delayText(delaySeconds)}</td>
            <td>
              {revoke === undefined || isOpener ? (
                "—"
              ) : (
                <button
                  type="button"
                  className="btn btn-outline-primary btn-sm"
                  aria-label={`Togli il ruolo ${ROLE_NAMES[role]} di ${account}`}
                  onClick={() => revoke({ kind: "revoke", role, account })}
                >
                  Togli
                </button>
              )}
            </td>
          </tr>
        );
      })}
    </OfficeTable>
  );
}
