import { useState } from "react";

import type { Role } from "#core/chain/roles.ts";

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
  const isHeld = (role: Role, account: string) =>
    roles.members.some((member) => member.role === role && member.account === account);
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
            Dare un ruolo
          </h2>
          {change === undefined ? (
            <GrantForm isHeld={isHeld} propose={setChange} />
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
  const isHeld = roles.members.some((one) => one.role === role && one.account === account);
  const isChanged = kind === "grant" ? isHeld : !isHeld;
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
        {ROLE_TASKS[role]}) {kind === "grant" ? "a" : "di"} <code>{account}</code>. Attesa:{" "}
        {delayText(own.delaySeconds)}.
      </p>
      {kind === "revoke" && isLast(roles, change) ? (
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

function isLast(roles: Roles, { role }: RoleChange): boolean {
  return roles.members.filter((member) => member.role === role).length === 1;
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
      {roles.members.map(({ role, account, delaySeconds }) => {
        const isContract = account === town.contracts.programmes.toLowerCase();
        return (
          <tr key={`${role}:${account}`}>
            <th scope="row">{ROLE_NAMES[role]}</th>
            <td>{isContract ? "il contratto dei programmi" : <OfficerName address={account} />}</td>
            <td>{isContract ? "assegna i ruoli di un programma nuovo" : ROLE_TASKS[role]}</td>
            <td>{delayText(delaySeconds)}</td>
            <td>
              {revoke === undefined || isContract ? (
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
