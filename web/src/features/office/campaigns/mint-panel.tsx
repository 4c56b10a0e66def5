import { formatEuroDigits } from "#core/shared/money.ts";

import { listCampaignsOptions } from "../../../shared/api/list-campaigns.ts";
import { useMints } from "../../../shared/api/list-mints.ts";
import { usePrepareMint } from "../../../shared/api/prepare-mint.ts";
import type { Campaign, Mint } from "../../../shared/api/types.ts";
import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { OfficerName } from "../session/officer-name.tsx";

/** Credits what was earned, in two steps by two people: one prepares, another signs. */
export function MintPanel({ campaign }: { readonly campaign: Campaign }) {
  const mints = useMints(campaign.id);
  const preparation = usePrepareMint(campaign.id);
  const mayPrepare = useHasRole("issuer", "guardian");
  const isWaiting = mints.data?.some(({ state }) => state === "prepared") ?? true;
  return (
    <section className="office-step" aria-labelledby="mints">
      <h2 id="mints" className="h4">
        Accredito dei premi
      </h2>
      <p>
        Una volta al giorno si accredita quanto guadagnato <strong>fino a ieri</strong>: una sola
        somma per tessera, storni già tolti. Chi prepara l'accredito non è chi lo firma.
      </p>
      {mayPrepare && campaign.state === "open" && !isWaiting ? (
        <button
          type="button"
          className="btn btn-primary"
          disabled={preparation.isPending}
          onClick={() => preparation.mutate()}
        >
          {preparation.isPending ? "Preparazione…" : "Prepara l'accredito"}
        </button>
      ) : null}
      <ProblemAlert error={preparation.error ?? mints.error} />
      {mints.data?.map((mint) => (
        <MintCard key={mint.ref} mint={mint} />
      ))}
    </section>
  );
}

const STATES = {
  prepared: "Da firmare",
  issued: "Accreditato",
  cancelled: "Annullato",
} as const satisfies Record<Mint["state"], string>;

function MintCard({ mint }: { readonly mint: Mint }) {
  const { totalCents, cards, state, preparedAt, preparedBy, transactionHash } = mint;
  const { town } = useOfficer();
  const moment = formatMoment(preparedAt);
  return (
    <article className="office-card" aria-label={`Accredito del ${moment}`}>
      <h3 className="h5">
        {formatEuroDigits(BigInt(totalCents))} di valore locale su {cards} tessere
      </h3>
      <p>
        {STATES[state]}. Preparato il {moment} da <OfficerName address={preparedBy} />
        {transactionHash === undefined ? null : (
          <>
            {" "}
            <TransactionLink town={town} hash={transactionHash} />
          </>
        )}
      </p>
      {isToBeSigned(mint) ? <Signing mint={mint} /> : null}
    </article>
  );
}

type ToBeSigned = Mint & Required<Pick<Mint, "transaction" | "cancellation">>;

function isToBeSigned(mint: Mint): mint is ToBeSigned {
  return mint.transaction !== undefined && mint.cancellation !== undefined;
}

function Signing({ mint }: { readonly mint: ToBeSigned }) {
  const { session } = useOfficer();
  const mayReward = useHasRole("rewards");
  const refreshes = listCampaignsOptions().queryKey;
  const act = (kind: "transaction" | "cancellation") => ({
    key: `mint-${kind}:${mint.ref}`,
    prepare: async () => mint[kind],
    // Credited or cancelled, there is nothing to sign any more.
    ...{ isDone: false, refreshes },
  });
  const crediting = useAct(act("transaction"));
  const cancelling = useAct(act("cancellation"));
  if (!mayReward)
    return <p className="mb-0">In attesa della firma di chi ha il ruolo dei premi.</p>;
  if (mint.preparedBy.toLowerCase() === session.officer.toLowerCase())
    return <p className="mb-0">L'ha preparato lei: lo deve firmare un'altra persona.</p>;
  return (
    <div className="office-choices-row">
      <ActButton act={crediting}>Controllato: firma l'accredito</ActButton>
      <ActButton act={cancelling} isSecondary>
        Annulla l'accredito con una firma
      </ActButton>
    </div>
  );
}
