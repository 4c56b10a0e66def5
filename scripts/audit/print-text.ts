import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { CodeCheck } from "./check-code.ts";
import { type Difference, describeDifference } from "./compare.ts";
import type { AuditedChain, AuditedLocalValue, AuditedProgramme } from "./read-chain.ts";

/** All that an audit found. */
export type Findings = {
  readonly chain: AuditedChain;
  readonly differences: readonly Difference[];
  /** `undefined` where the code was not to be looked at. */
  readonly code: readonly CodeCheck[] | undefined;
  /** Whether the published report is of a block that this chain does not have. */
  readonly isOtherChain: boolean;
  readonly isCompared: boolean;
};

/** How many things do not agree. */
export function countOf({ differences, code = [], isOtherChain }: Findings): number {
  return differences.length + code.filter(({ matches }) => !matches).length + Number(isOtherChain);
}

/** An audit's findings for people, in Italian. */
export function textOf(findings: Findings): string {
  const { chain, differences, code, isOtherChain, isCompared } = findings;
  const count = countOf(findings);
  const lines = [
    `Catena ${chain.chainId}, fino al blocco definitivo ${chain.block} (${chain.blockHash})`,
    ...chain.programmes.flatMap(describe),
    ...describeLocalValue(chain.localValue),
    "",
    ...(code === undefined
      ? ["Codice dei contratti: non controllato (--skip-code)."]
      : code.map(describeCode)),
    "",
    ...(isOtherChain
      ? ["DIFFERENZA  il rendiconto parla di un blocco che questa catena non ha"]
      : []),
    ...differences.map((difference) => `DIFFERENZA  ${describeDifference(difference)}`),
    count > 0
      ? `${count} ${count === 1 ? "differenza" : "differenze"}: i conti NON tornano.`
      : `I conti tornano al centesimo${isCompared ? ", anche con il rendiconto pubblicato" : ""}.`,
  ];
  return `${lines.join("\n")}\n`;
}

function describe({ name, symbol, voucher, fund, tally, contract }: AuditedProgramme): string[] {
  const rows: [string, bigint][] = [
    ["fondo stanziato", fund],
    ["emesso ai beneficiari", tally.issued],
    ["speso nei negozi", tally.spent],
    ["stornato", tally.reversed],
    ["rimborsato ai negozi", tally.redeemed],
    ["rientrato nel fondo", tally.reclaimed],
    ["ancora sulle tessere", tally.held],
    ["presso i negozi", tally.atMerchants],
  ];
  return [
    "",
    `${name} (${symbol}) ${voucher}`,
    ...rows.map(([label, amount]) => `  ${label.padEnd(24)} ${formatEuro(amount).padStart(16)}`),
    `  ${tally.payments} movimenti di spesa, ${tally.accounts} conti, ${tally.merchants} negozi`,
    ...(contract === undefined
      ? [
          "  i totali del contratto non si possono leggere: il nodo non conserva blocchi così vecchi",
        ]
      : []),
  ];
}

function describeLocalValue({ token, tally }: AuditedLocalValue): string[] {
  const { rewarded, moves, balances, campaigns } = tally;
  return [
    "",
    `Valore locale ${token} (in unità proprie, non euro)`,
    `  ${"dato in premio".padEnd(24)} ${formatEuroDigits(rewarded).padStart(16)}`,
    `  ${campaigns.size} campagne, ${moves} movimenti tra conti, ${balances.size} conti`,
  ];
}

const CODE: Readonly<Record<CodeCheck["why"], string>> = {
  same: "è quello di questi sorgenti",
  no_code: "DIFFERENZA  a questo indirizzo non c'è alcun contratto",
  other_code: "DIFFERENZA  NON è quello di questi sorgenti",
  other_address:
    "DIFFERENZA  non sta all'indirizzo che deriva da questi sorgenti e dal nome del Comune",
};

function describeCode({ contract, address, why }: CodeCheck): string {
  return `Codice di ${contract.padEnd(16)} ${address}: ${CODE[why]}`;
}
