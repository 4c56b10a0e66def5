import type { CardView } from "../../shared/api/types.ts";
import { explorerPath, shortHex } from "../../shared/chain/transaction-link.tsx";
import { formatValue } from "../../shared/ui/format-value.ts";
import { formatMoment } from "../../shared/ui/rome-time.ts";

type Movement = CardView["movements"][number];

const KINDS = {
  issuance: { name: "Ricarica", isIncoming: true },
  payment: { name: "Spesa", isIncoming: false },
  reversal: { name: "Storno di una spesa", isIncoming: true },
  reclaim: { name: "Buono scaduto, tornato al Comune", isIncoming: false },
  reward: { name: "Premio", isIncoming: true },
  received: { name: "Ricevuto", isIncoming: true },
  given: { name: "Dato", isIncoming: false },
} as const satisfies Record<Movement["kind"], { name: string; isIncoming: boolean }>;

const STATES = {
  accepted: "confermato",
  batched: "confermato, in registrazione",
  settled: "registrato sulla blockchain",
  voided: "annullato",
  failed: "registrazione non riuscita: ci pensa l'ufficio",
} as const satisfies Record<Movement["state"], string>;

type MovementListProps = {
  readonly movements: readonly Movement[];
  /** The chain's public explorer, where it has one. */
  readonly explorerUrl: string | undefined;
};

/** The last movements, each with the way to see it on the public chain. */
export function MovementList({ movements, explorerUrl }: MovementListProps) {
  if (movements.length === 0) return <p>Nessun movimento ancora.</p>;
  return (
    <ul className="wallet-list" aria-label="Movimenti">
      {movements.map((movement, index) => (
        <MovementItem key={`${movement.at}-${index}`} {...{ movement, explorerUrl }} />
      ))}
    </ul>
  );
}

type MovementItemProps = {
  readonly movement: Movement;
  readonly explorerUrl: string | undefined;
};

function MovementItem({ movement, explorerUrl }: MovementItemProps) {
  const { at, kind, unit, amountCents, merchant, till, other, state, programme, transactionHash } =
    movement;
  const { name, isIncoming } = KINDS[kind];
  return (
    <li className={state === "voided" ? "wallet-movement wallet-voided" : "wallet-movement"}>
      <strong>
        {name}
        {merchant === undefined ? "" : ` · ${merchant}`}
        {other === undefined ? "" : ` · ${other.kind === "card" ? "tessera …" : ""}${other.text}`}
      </strong>
      <strong className="wallet-amount">
        {isIncoming ? "+" : "−"} {formatValue(unit, BigInt(amountCents))}
      </strong>
      <span>
        {formatMoment(at)}
        {till === undefined ? "" : `, cassa «${till}»`} · {programme} · {STATES[state]}
      </span>
      {transactionHash === undefined ? null : (
        // In another tab: coming back, the citizen does not type the password again.
        <a href={explorerPath(explorerUrl, "tx", transactionHash)} target="_blank" rel="noreferrer">
          Vedi sulla blockchain: {shortHex(transactionHash)}
          <span className="visually-hidden"> (si apre in un'altra scheda)</span>
        </a>
      )}
    </li>
  );
}
