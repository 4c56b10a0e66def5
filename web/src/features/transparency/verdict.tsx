import { formatEuro } from "#core/shared/money.ts";

import { VerificationError } from "./use-verification.ts";
import type { VerifiedFigures } from "./verify.ts";

type VerdictProps = {
  readonly verification: VerifiedFigures | undefined;
  readonly error: Error | null;
  /** Part of the chain read, 0 to 1. */
  readonly progress: number;
  readonly isReading: boolean;
  readonly retry: () => void;
};

/** Whether the municipality's figures are the chain's: said in words, not by colour alone. */
export function Verdict({ verification, error, progress, isReading, retry }: VerdictProps) {
  if (verification !== undefined) return <Outcome verification={verification} />;
  if (isReading)
    return (
      <div className="transparency-verdict">
        <p role="status">Lettura della blockchain in corso…</p>
        <progress max={1} value={progress} aria-label="Parte della blockchain già letta" />
      </div>
    );
  return (
    <div className="alert alert-danger" role="alert">
      <strong>{failureText(error)}</strong>
      <p>Senza blockchain questa pagina non mostra cifre: non potrebbe verificarle.</p>
      <button type="button" className="btn btn-outline-primary" onClick={retry}>
        Riprova
      </button>
    </div>
  );
}

function failureText(error: Error | null): string {
  const why = error instanceof VerificationError ? error.why : "unreachable";
  return FAILURES[why];
}

const FAILURES = {
  other_chain: "Non coincide: il Comune parla di un blocco che questa blockchain non ha.",
  nothing_read: "Nessun blocco è stato ancora letto.",
  unreachable: "La blockchain non risponde.",
} as const satisfies Record<VerificationError["why"], string>;

function Outcome({ verification }: { readonly verification: VerifiedFigures }) {
  if (verification.agrees)
    return (
      <div className="alert alert-success transparency-verdict" role="status">
        <strong>✓ Verificato sulla catena.</strong> I conti del Comune coincidono al centesimo con
        quelli sommati ora da questo browser.
      </div>
    );
  const { programmes, invented } = verification;
  return (
    <div className="alert alert-danger transparency-verdict" role="alert">
      <strong>✗ Non coincide.</strong> I conti dichiarati dal Comune differiscono dalla blockchain:
      <ul>
        {programmes.flatMap(({ chain, differences }) =>
          differences.map(({ what, stated, onChain }) => (
            <li key={`${chain.voucher} ${what}`}>
              {chain.name}, {what}: dichiarato {formatEuro(stated)}, sulla catena{" "}
              {formatEuro(onChain)}
            </li>
          )),
        )}
        {invented.map(({ voucher, name }) => (
          <li key={voucher}>{name}: dichiarato dal Comune, ma sulla catena non esiste</li>
        ))}
      </ul>
    </div>
  );
}
