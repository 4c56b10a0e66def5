import { useBlockOwnCard } from "../../shared/api/block-own-card.ts";
import { PasswordPad } from "../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

type BlockCardProps = {
  readonly cardCode: string;
  readonly leave: () => void;
  /** The card is blocked: what was shown of it no longer holds. */
  readonly finish: () => void;
};

/** Says what it does and who undoes it before the password does it. */
export function BlockCard({ cardCode, leave, finish }: BlockCardProps) {
  const block = useBlockOwnCard();
  if (block.isSuccess) return <Blocked finish={finish} />;
  return (
    <section className="wallet-door" aria-labelledby="block-title">
      <ScreenTitle id="block-title">Bloccare la tessera</ScreenTitle>
      <p>
        Da subito non paga più in nessun negozio. Quello che contiene resta suo. La sblocca soltanto
        l'ufficio del Comune.
      </p>
      <ProblemNotice error={block.error} />
      <PasswordPad
        label="Password della tessera"
        confirm="Blocca la tessera"
        isBusy={block.isPending}
        submit={(password) => block.mutate({ cardCode, password })}
      />
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        Non bloccarla
      </button>
    </section>
  );
}

function Blocked({ finish }: { readonly finish: () => void }) {
  return (
    <section className="wallet-door" aria-labelledby="blocked-title">
      <ScreenTitle id="blocked-title">La tessera è bloccata</ScreenTitle>
      <p>
        Nessuno può più spendere. Per usarla di nuovo, o per averne una nuova con quello che
        conteneva questa, rivolgersi all'ufficio del Comune.
      </p>
      <button type="button" className="btn btn-primary wallet-wide" onClick={finish}>
        Ho capito
      </button>
    </section>
  );
}
