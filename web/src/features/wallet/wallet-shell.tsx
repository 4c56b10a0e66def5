import { Suspense, lazy, useCallback, useEffect, useState } from "react";

import type { CardView } from "../../shared/api/types.ts";
import { type CardCredentials, useViewCard } from "../../shared/api/view-card.ts";
import { readCode } from "../../shared/scan/read-code.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { BlockCard } from "./block-card.tsx";
import { CardDoor } from "./card-door.tsx";
import { CardPage, type WalletPlace } from "./card-page.tsx";
import { ClaimPage } from "./claim-page.tsx";
import { PasswordChange } from "./password-change.tsx";
import { PhonePage } from "./phone/phone-page.tsx";
import { PhoneQuestions } from "./phone/phone-questions.tsx";
import { SharePage } from "./share-page.tsx";
import "./wallet.css";

/** Who only looks at the card loads nothing of it. */
const BoardPage = lazy(async () => ({
  default: (await import("./board/board-page.tsx")).BoardPage,
}));

const GivePage = lazy(async () => ({
  default: (await import("./give/give-page.tsx")).GivePage,
}));

/** `/carta`: what is on a citizen's card. Nothing of it stays on the device. */
export function WalletShell() {
  const { linkCode, forget } = useLinkCode();
  // Another card's link in the same window begins anew: what the first card showed is not for who holds the second.
  return <Wallet key={linkCode} linkCode={linkCode} forget={forget} />;
}

type Place = "card" | WalletPlace;

type WalletProps = { readonly linkCode: string | undefined; readonly forget: () => void };

function Wallet({ linkCode, forget }: WalletProps) {
  const view = useViewCard();
  // A reward's code that the phone's camera opened this page with, until it is claimed: the card comes next.
  const [claimCode, setClaimCode] = useState(() => claimIn(linkCode));
  const [place, setPlace] = useState<Place | "refreshing">(
    claimCode === undefined ? "card" : "claim",
  );
  const { reset } = view;
  const close = useCallback(() => {
    reset();
    setPlace("card");
    forget();
  }, [reset, forget]);
  useWipeOnLeave(close);
  const refresh = () => {
    setPlace("refreshing");
    view.mutate(view.variables!, { onSettled: () => setPlace("card") });
  };
  return (
    <div className="wallet">
      {/* The telephone's own page changes whether there is anything to ask. */}
      <PhoneQuestions key={String(place === "phone")} />
      {place === "refreshing" ? (
        <p role="status">Un momento…</p>
      ) : view.data === undefined ? (
        <CardDoor
          linkCode={claimCode === undefined ? linkCode : undefined}
          isForClaim={claimCode !== undefined}
          view={view}
          forget={close}
        />
      ) : (
        <Suspense fallback={<p role="status">Caricamento…</p>}>
          <OpenCard
            credentials={view.variables}
            card={view.data}
            seenAt={new Date(view.submittedAt)}
            place={place}
            go={setPlace}
            close={close}
            refresh={refresh}
            claimCode={claimCode}
            claimed={() => setClaimCode(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}

type OpenCardProps = {
  readonly credentials: CardCredentials;
  readonly card: CardView;
  readonly seenAt: Date;
  readonly place: Place;
  readonly go: (place: Place) => void;
  readonly close: () => void;
  /** Goes back to the card, asked for anew. */
  readonly refresh: () => void;
  readonly claimCode: string | undefined;
  readonly claimed: () => void;
};

function OpenCard(props: OpenCardProps) {
  const { credentials, card, seenAt, place, go, close, refresh, claimCode, claimed } = props;
  const { cardCode } = credentials;
  const leave = () => go("card");
  switch (place) {
    case "claim":
      return <ClaimPage card={credentials} claimCode={claimCode} claimed={claimed} leave={leave} />;
    case "board":
      return <BoardPage credentials={credentials} leave={leave} />;
    case "share":
      return <SharePage card={credentials} leave={leave} />;
    case "give": {
      const availableCents = card.localValue?.availableCents ?? "0";
      return <GivePage cardCode={cardCode} availableCents={availableCents} leave={refresh} />;
    }
    case "password":
      return <PasswordChange cardCode={cardCode} leave={leave} finish={close} />;
    case "phone":
      return <PhonePage cardCode={cardCode} phone={card.phone} leave={leave} finish={close} />;
    case "block":
      return <BlockCard cardCode={cardCode} leave={leave} finish={close} />;
    case "card":
      return <CardPage card={card} seenAt={seenAt} close={close} go={go} />;
  }
}

function claimIn(linkCode: string | undefined): string | undefined {
  const claim = linkCode === undefined ? undefined : readCode(linkCode, "claim");
  return claim?.ok === true ? claim.value : undefined;
}

/** A browser may keep a page that was left as it was, and show it to whoever goes back to it. */
function useWipeOnLeave(wipe: () => void): void {
  useEffect(() => {
    addEventListener("pagehide", wipe);
    return () => removeEventListener("pagehide", wipe);
  }, [wipe]);
}
