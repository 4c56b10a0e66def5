import { Link, useParams } from "react-router";

import { useMerchants } from "../../../shared/api/list-merchants.ts";
import { useEndTill, useMerchantTills, useUnlockTill } from "../../../shared/api/merchant-tills.ts";
import type { Merchant, MerchantTill } from "../../../shared/api/types.ts";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { AssociationForm } from "./association-form.tsx";
import { WalletForm } from "./wallet-form.tsx";

const COLUMNS = [
  { name: "Cassa" },
  { name: "Attiva dal" },
  { name: "Password sbagliate nell'ultima ora", isNumber: true },
  { name: "Atti" },
] as const;

/** A shop's tills: which are in use, which are locked, and the way to end one. */
export function MerchantPage() {
  const { merchantId = "" } = useParams();
  const merchants = useMerchants();
  const tills = useMerchantTills(merchantId);
  const merchant = merchants.data?.find(({ id }) => id === merchantId);
  return (
    <>
      <p>
        <Link to="/comune/esercenti">Tutti gli esercenti</Link>
      </p>
      <h1>{merchant?.businessName ?? "Esercente"}</h1>
      {merchant === undefined ? null : <ShopFacts merchant={merchant} />}
      <h2 className="h4">Casse</h2>
      <p>
        Una cassa che prova troppe password si ferma da sola: prima un quarto d'ora, poi di più.
        Sentire il negozio prima di sbloccarla. Una cassa persa o rubata va disattivata: si riattiva
        come la prima volta.
      </p>
      <ProblemAlert error={tills.error} />
      {tills.isPending ? <p role="status">Caricamento…</p> : null}
      {tills.data?.length === 0 ? (
        <p>
          Nessuna cassa ancora: il negozio la attiva dal suo telefono, con il foglio o con il suo
          portafoglio.
        </p>
      ) : null}
      {tills.data === undefined || tills.data.length === 0 ? null : (
        <OfficeTable label="Casse" columns={COLUMNS}>
          {tills.data.map((till) => (
            <TillRow key={till.id} merchantId={merchantId} till={till} />
          ))}
        </OfficeTable>
      )}
    </>
  );
}

/** How the shop is paid, and what it takes of local value. */
function ShopFacts({ merchant }: { readonly merchant: Merchant }) {
  const { localPercent, isOwnWallet, state, account } = merchant;
  return (
    <>
      <dl className="office-facts">
        <dt>Valore locale</dt>
        <dd>
          {localPercent === 0
            ? "Non ne accetta."
            : `Ne accetta fino al ${localPercent} % di ogni prezzo.`}
        </dd>
        <dt>Firma</dt>
        <dd>
          {account === undefined
            ? "Non ha ancora un conto."
            : isOwnWallet
              ? `Con un portafoglio proprio: ${account}`
              : "Con il foglio e la password del negozio."}
        </dd>
      </dl>
      {state === "imported" ? <WalletForm merchantId={merchant.id} /> : null}
      {state === "active" ? <AssociationForm merchant={merchant} /> : null}
    </>
  );
}

type TillRowProps = { readonly merchantId: string; readonly till: MerchantTill };

function TillRow({ merchantId, till }: TillRowProps) {
  const { id, label, activatedAt, wrongPasswords, lockedUntil } = till;
  const mayAct = useHasRole("merchants");
  const unlock = useUnlockTill(merchantId);
  const end = useEndTill(merchantId);
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{formatMoment(activatedAt)}</td>
      <td className="office-number">
        {wrongPasswords}
        {lockedUntil === undefined ? null : (
          <strong className="d-block">ferma fino alle {formatTime(lockedUntil)}</strong>
        )}
      </td>
      <td>
        {mayAct ? (
          <div className="office-choices-row">
            {lockedUntil === undefined ? null : (
              <button
                type="button"
                className="btn btn-primary btn-sm"
                aria-label={`Sblocca ${label}`}
                disabled={unlock.isPending}
                onClick={() => unlock.mutate(id)}
              >
                Sblocca
              </button>
            )}
            <button
              type="button"
              className="btn btn-outline-primary btn-sm"
              aria-label={`Disattiva ${label}`}
              disabled={end.isPending}
              onClick={() => end.mutate(id)}
            >
              Disattiva
            </button>
          </div>
        ) : (
          "—"
        )}
        <ProblemAlert error={unlock.error ?? end.error} />
      </td>
    </tr>
  );
}
