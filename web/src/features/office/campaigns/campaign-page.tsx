import { useParams } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { listCampaignsOptions } from "../../../shared/api/list-campaigns.ts";
import { readCampaignAct } from "../../../shared/api/read-campaign-act.ts";
import { useCampaign } from "../../../shared/api/read-campaign.ts";
import type { Campaign } from "../../../shared/api/types.ts";
import { ExplorerLink, shortHex } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { formatDay, formatLastDay } from "../programmes/rome-day.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { ActionsPanel } from "./actions-panel.tsx";
import { CodesPanel } from "./codes-panel.tsx";
import { InitiativesPanel } from "./initiatives-panel.tsx";
import { MintPanel } from "./mint-panel.tsx";
import { KIND_NAMES, STATE_NAMES, rateText } from "./campaign-words.ts";

/** One campaign: its terms, and the signature that opens or ends it. */
export function CampaignPage() {
  const { campaignId = "" } = useParams();
  const campaign = useCampaign(campaignId);
  if (campaign.data !== undefined) return <Details campaign={campaign.data} />;
  return campaign.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={campaign.error} />
  );
}

function Details({ campaign }: { readonly campaign: Campaign }) {
  const { name, act, kind, state, rewardsFrom, rewardsUntil, ref } = campaign;
  const { town } = useOfficer();
  return (
    <>
      <h1>{name}</h1>
      <p className="lead">
        {KIND_NAMES[kind]}: {rateText(campaign)}, dal {formatDay(rewardsFrom)} al{" "}
        {formatLastDay(rewardsUntil)}. {act}.
      </p>
      <p>
        {STATE_NAMES[state]}. Sulla blockchain è la campagna <code>{shortHex(ref)}</code> del{" "}
        <ExplorerLink town={town} kind="address" id={town.contracts.localToken}>
          contratto del valore locale
        </ExplorerLink>
        .
      </p>
      {state === "draft" ? <Opening campaign={campaign} /> : null}
      <CampaignTerms campaign={campaign} />
      {kind === "actions" ? <ActionsPanel campaign={campaign} /> : null}
      {kind === "actions" && state !== "draft" ? <CodesPanel campaign={campaign} /> : null}
      {kind === "sharing" ? <InitiativesPanel campaign={campaign} /> : null}
      {state === "draft" ? null : <MintPanel campaign={campaign} />}
      {state === "open" ? <Closing campaign={campaign} /> : null}
    </>
  );
}

function CampaignTerms({ campaign }: { readonly campaign: Campaign }) {
  const figures: readonly [string, string | undefined][] = [
    ["Stanziamento", campaign.budgetCents],
    ["Guadagnato finora", campaign.earnedCents],
    ["Accreditato sulle tessere", campaign.mintedCents],
    ["Massimo per tessera", campaign.cardCents],
    ["Massimo per nucleo", campaign.householdCents],
    ["Massimo per tessera al giorno", campaign.cardDayCents],
    ["Massimo per negozio", campaign.merchantCents],
    ["Massimo per negozio al giorno", campaign.merchantDayCents],
  ];
  return (
    <dl className="office-totals">
      {figures.map(([label, amount]) =>
        amount === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatEuroDigits(BigInt(amount))}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function useCampaignAct({ id }: Campaign, act: "opening" | "closing", isDone: boolean) {
  return useAct({
    key: `campaign-${act}:${id}`,
    prepare: () => readCampaignAct(id, act),
    isDone,
    refreshes: listCampaignsOptions().queryKey,
  });
}

function Opening({ campaign }: { readonly campaign: Campaign }) {
  const mayOpen = useHasRole("treasury");
  const act = useCampaignAct(campaign, "opening", campaign.state !== "draft");
  return (
    <div className="alert alert-info">
      <p>
        <strong>Campagna da aprire.</strong> Con la firma lo stanziamento vale anche per il
        contratto, e dal primo giorno si guadagna.
      </p>
      {mayOpen ? (
        <ActButton act={act}>Firma e apri la campagna</ActButton>
      ) : (
        <p className="mb-0">La firma la ragioneria.</p>
      )}
    </div>
  );
}

function Closing({ campaign }: { readonly campaign: Campaign }) {
  const mayClose = useHasRole("treasury");
  const act = useCampaignAct(campaign, "closing", campaign.state === "closed");
  if (!mayClose) return null;
  return (
    <details className="office-step">
      <summary>Chiudere prima del tempo</summary>
      <p>
        Da quel momento non si guadagna più nulla, e <strong>non si accredita più nulla</strong>,
        nemmeno quanto è già guadagnato: accreditarlo prima. Non si riapre.
      </p>
      <ActButton act={act} isSecondary>
        Firma e chiudi la campagna
      </ActButton>
    </details>
  );
}
