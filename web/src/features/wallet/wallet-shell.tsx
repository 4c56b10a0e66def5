import { Suspense, lazy, useCallback, useEffect, useState } from "react";

import { useViewCard } from "../../shared/api/view-card.ts";
import { readCode } from "../../shared/scan/read-code.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { BlockCard } from "./block-card.tsx";
import { CardDoor } from "./card-door.tsx";
import { CardPage } from "./card-page.tsx";
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

type Place = "card" | "password" | "block" | "board" | "claim" | "phone" | "share" | "give";

type WalletProps = { readonly linkCode: string | undefined; readonly forget: () => void };

function Wallet({ linkCode, forget }: WalletProps) {
  const view = useViewCard();
  // A reward's code that the phone's camera opened this page with, until it is claimed: the card comes next.
  const [claimCode, setClaimCode] = useState(() => claimIn(linkCode));
  const [place, setPlace] = useState<Place>(claimCode === undefined ? "card" : "claim");
  const { reset } = view;
  const close = useCallback(() => {
    reset();
    setPlace("card");
    forget();
  }, [reset, forget]);
  useWipeOnLeave(close);
  const [isRefreshing, setIsRefreshing] = useState(false);
  const refresh = () => {
    setPlace("card");
    setIsRefreshing(true);
    view.mutate(view.variables!, { onSettled: () => setIsRefreshing(false) });
  };
  return (
    <div className="wallet">
      <PhoneQuestions key={place} />
      {isRefreshing ? (
        <p role="status">Un momento…</p>
      ) : view.data === undefined ? (
        <CardDoor
          linkCode={claimCode === undefined ? linkCode : undefined}
          isForClaim={claimCode !== undefined}
          view={view}
          forget={close}
        />
      ) : place === "claim" ? (
        <ClaimPage
          card={view.variables}
          claimCode={claimCode}
          claimed={() => setClaimCode(undefined)}
          leave={() => setPlace("card")}
        />
      ) : place === "board" ? (
        <Suspense fallback={<p role="status">Caricamento…</p>}>
          <BoardPage credentials={view.variables} leave={() => setPlace("card")} />
        </Suspense>
      ) : place === "share" ? (
        <SharePage card={view.variables} leave={() => setPlace("card")} />
      ) : place === "give" ? (
        <Suspense fallback={<p role="status">Caricamento…</p>}>
          <GivePage
            cardCode={view.variables.cardCode}
            availableCents={view.data.localValue?.availableCents ?? "0"}
            leave={refresh}
          />
        </Suspense>
      ) : place === "password" ? (
        <PasswordChange
          cardCode={view.variables.cardCode}
          leave={() => setPlace("card")}
          finish={close}
        />
      ) : place === "phone" ? (
        <PhonePage
          cardCode={view.variables.cardCode}
          phone={view.data.phone}
          leave={() => setPlace("card")}
          finish={close}
        />
      ) : place === "block" ? (
        <BlockCard
          cardCode={view.variables.cardCode}
          leave={() => setPlace("card")}
          finish={close}
        />
      ) : (
        <CardPage
          card={view.data}
          seenAt={new Date(view.submittedAt)}
          close={close}
          changePassword={() => setPlace("password")}
          block={() => setPlace("block")}
          openBoard={() => setPlace("board")}
          claim={() => setPlace("claim")}
          give={() => setPlace("give")}
          setUpPhone={() => setPlace("phone")}
          share={() => setPlace("share")}
        />
      )}
    </div>
  );
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
