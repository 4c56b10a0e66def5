import { ActButton } from "../acts/act-button.tsx";
import { useAct } from "../acts/use-act.ts";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { OfficeTable } from "../tables/office-table.tsx";
import type { AnnouncedAct, Roles } from "./read-roles.ts";
import { cancellation, execution } from "./role-acts.ts";
import { actText } from "./role-texts.ts";
import { ROLES_KEY } from "./use-roles.ts";

const COLUMNS = [
  { name: "Atto" },
  { name: "A chi" },
  { name: "Annunciato da" },
  { name: "Possibile dal" },
  { name: "Firme" },
] as const;

/** What was announced and waits: to be done when its time has come, or stopped before. */
export function AnnouncedActs({ roles }: { readonly roles: Roles }) {
  if (roles.announced.length === 0) return <p>Nessun atto annunciato.</p>;
  return (
    <OfficeTable label="Atti annunciati" columns={COLUMNS}>
      {roles.announced.map((act) => (
        <ActRow key={act.id} act={act} now={roles.now} />
      ))}
    </OfficeTable>
  );
}

type ActRowProps = { readonly act: AnnouncedAct; readonly now: number };

function ActRow({ act, now }: ActRowProps) {
  const { change, caller, readyAt } = act;
  return (
    <tr>
      <th scope="row">{actText(act)}</th>
      <td>{change === undefined ? "—" : <OfficerName address={change.account} />}</td>
      <td>
        <OfficerName address={caller} />
      </td>
      <td>{formatMoment(new Date(readyAt * 1000).toISOString())}</td>
      <td>
        <Signatures act={act} isReady={now >= readyAt} />
      </td>
    </tr>
  );
}

function Signatures({ act, isReady }: { readonly act: AnnouncedAct; readonly isReady: boolean }) {
  const { session, town } = useOfficer();
  const isCaller = act.caller === session.officer.toLowerCase();
  const isGuardian = useHasRole(...(act.guardian === undefined ? [] : [act.guardian]));
  const mayStop = isCaller || isGuardian;
  // Done or stopped, the act is no longer announced, and this row is gone.
  const follow = { isDone: false, refreshes: ROLES_KEY };
  const doing = useAct({
    ...{ ...follow, key: `role-do:${act.id}:${act.readyAt}` },
    prepare: async () => execution(town, act),
  });
  const stopping = useAct({
    ...{ ...follow, key: `role-stop:${act.id}:${act.readyAt}` },
    prepare: async () => cancellation(town, act),
  });
  const what = actText(act).toLowerCase();
  return (
    <div className="office-choices-row">
      {isCaller && isReady ? (
        <ActButton act={doing} label={`Esegui: ${what}`}>
          Esegui
        </ActButton>
      ) : null}
      {mayStop ? (
        <ActButton act={stopping} isSecondary label={`Ferma: ${what}`}>
          Ferma
        </ActButton>
      ) : null}
      {isReady || mayStop ? null : "in attesa"}
    </div>
  );
}
