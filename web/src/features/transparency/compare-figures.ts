import { checkTally } from "#core/chain/tally.ts";

import type { PublicProgramme, TransparencyFigures } from "../../shared/api/types.ts";
import type { TalliedProgramme } from "../../shared/chain/read-programmes.ts";

/** One figure on which the service and the chain disagree. Amounts in cents. */
export type Difference = {
  readonly what: string;
  readonly stated: bigint;
  readonly onChain: bigint;
};

/** A programme as the chain tells it, with what the service states otherwise. */
export type ComparedProgramme = {
  readonly chain: TalliedProgramme;
  readonly stated: PublicProgramme | undefined;
  readonly differences: readonly Difference[];
};

export type Comparison = {
  readonly programmes: readonly ComparedProgramme[];
  /** Programmes that the service states and the chain has never seen. */
  readonly invented: readonly PublicProgramme[];
  readonly agrees: boolean;
};

type Figure = (chain: TalliedProgramme) => bigint;

const COMPARED: readonly [keyof PublicProgramme, string, Figure][] = [
  ["fundCents", "fondo stanziato", ({ fund }) => fund],
  ["issuedCents", "emesso", ({ tally }) => tally.issued],
  ["heldCents", "in mano alle famiglie", ({ tally }) => tally.held],
  ["spentCents", "speso", ({ tally }) => tally.spent],
  ["reversedCents", "stornato", ({ tally }) => tally.reversed],
  ["atMerchantsCents", "presso gli esercenti", ({ tally }) => tally.atMerchants],
  ["redeemedCents", "rimborsato", ({ tally }) => tally.redeemed],
  ["reclaimedCents", "rientrato nel fondo", ({ tally }) => tally.reclaimed],
];

const INVARIANTS: Readonly<Record<string, string>> = {
  value_not_conserved: "somma delle parti",
  issued_above_fund: "emesso oltre il fondo",
  negative_balance: "saldo negativo di un conto",
};

/** Holds what the service states against what the chain's events add up to, figure by figure. */
export function compareFigures(
  tallied: readonly TalliedProgramme[],
  figures: Pick<TransparencyFigures, "programmes">,
): Comparison {
  const stated = new Map(figures.programmes.map((one) => [one.voucher.toLowerCase(), one]));
  const programmes = tallied.map((chain) => {
    const its = stated.get(chain.voucher);
    return { chain, stated: its, differences: differencesOf(chain, its) };
  });
  const onChain = new Set<string>(tallied.map(({ voucher }) => voucher));
  const invented = figures.programmes.filter(({ voucher }) => !onChain.has(voucher.toLowerCase()));
  const agrees = invented.length === 0 && programmes.every((one) => one.differences.length === 0);
  return { programmes, invented, agrees };
}

function differencesOf(chain: TalliedProgramme, stated: PublicProgramme | undefined): Difference[] {
  const invariants = checkTally(chain.tally, chain.fund).map(({ code, expected, found }) => ({
    what: INVARIANTS[code] ?? code,
    stated: expected,
    onChain: found,
  }));
  if (stated === undefined)
    return [
      ...invariants,
      { what: "programma che il Comune non dichiara", stated: 0n, onChain: chain.tally.issued },
    ];
  const differing = COMPARED.map(([field, what, figure]) => ({
    what,
    stated: BigInt(stated[field]),
    onChain: figure(chain),
  }));
  return [...invariants, ...differing.filter((one) => one.stated !== one.onChain)];
}
