import { formatEuro } from "#core/shared/money.ts";

import { AddressLink } from "./address-link.tsx";
import type { DecodedValue } from "./decode-values.ts";
import type { KnownContracts } from "./known-contracts.ts";

const LONGEST_OPEN_GROUP = 4;
const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "long",
  timeStyle: "medium",
});

type DecodedListProps = {
  readonly values: readonly DecodedValue[];
  readonly known: KnownContracts;
  /** Symbol of the token whose amounts these are, where they are a token's. */
  readonly symbol: string | undefined;
};

/** Decoded arguments by name; long lists stay folded until asked for. */
export function DecodedList({ values, known, symbol }: DecodedListProps) {
  return (
    <dl className="explorer-values">
      {values.map((value) => (
        <div key={value.name}>
          <dt>
            {value.name} <small>{value.type}</small>
          </dt>
          <dd>
            <Value value={value} known={known} symbol={symbol} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type ValueProps = Omit<DecodedListProps, "values"> & { readonly value: DecodedValue };

function Value({ value, known, symbol }: ValueProps) {
  switch (value.kind) {
    case "amount":
      return (
        <strong>
          {formatEuro(value.cents)} {symbol === undefined ? "" : `(${symbol})`}
        </strong>
      );
    case "address":
      return <AddressLink address={value.address} known={known} />;
    case "moment":
      return <time>{MOMENT.format(new Date(value.seconds * 1000))}</time>;
    case "text":
      return <code>{value.text === "" ? "vuoto" : value.text}</code>;
    case "group":
      return (
        <details open={value.parts.length <= LONGEST_OPEN_GROUP}>
          <summary>{value.parts.length === 1 ? "1 voce" : `${value.parts.length} voci`}</summary>
          <DecodedList values={value.parts} known={known} symbol={symbol} />
        </details>
      );
  }
}
