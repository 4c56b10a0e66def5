import { italianDay } from "#core/shared/civil-day.ts";

import type { ProgrammeReport } from "./programme-report.ts";

/** What the report says of the programme itself, and of its comparison with the chain. */
export type ReportHead = {
  readonly townName: string;
  readonly madeAt: Date;
  readonly name: string;
  readonly act: string;
  readonly amendments: readonly string[];
  readonly accounting: readonly (readonly [name: string, value: string])[];
  readonly voucher: string;
  readonly spendableFrom: Date;
  readonly spendableUntil: Date;
  readonly beneficiaries: number;
  readonly fundCents: string;
  readonly totals: Readonly<
    Record<
      "issued" | "held" | "spent" | "reversed" | "atMerchants" | "redeemed" | "reclaimed",
      string
    >
  >;
  readonly checked:
    { readonly at: Date; readonly block: bigint; readonly differences: number } | undefined;
};

/** One line of the report: the same in each of its formats. `cents` and `count` are absent where there are none. */
export type ReportRow = {
  readonly section: string;
  readonly label: string;
  readonly text?: string;
  readonly count?: number;
  readonly cents?: bigint;
};

export function reportRows(head: ReportHead, report: ProgrammeReport): ReportRow[] {
  return [
    ...programmeRows(head),
    ...totalRows(head),
    ...reconciliationRows(head, report),
    ...monthRows(report),
    ...report.categories.flatMap(({ category, payments, spentCents, reversedCents }) => [
      amount("Per categoria", `${category}: speso`, spentCents, payments),
      amount("Per categoria", `${category}: stornato`, reversedCents),
    ]),
    ...report.merchants.flatMap(({ businessName, payments, ...sums }) => [
      amount("Per esercente", `${businessName}: speso`, sums.spentCents, payments),
      amount("Per esercente", `${businessName}: stornato`, sums.reversedCents),
      amount("Per esercente", `${businessName}: liquidato`, sums.redeemedCents),
      amount("Per esercente", `${businessName}: di cui pagato`, sums.paidCents),
      amount("Per esercente", `${businessName}: da liquidare`, sums.leftCents),
    ]),
  ];
}

function amount(section: string, label: string, cents: bigint | string, count?: number): ReportRow {
  return { section, label, cents: BigInt(cents), ...(count === undefined ? {} : { count }) };
}

function programmeRows(head: ReportHead): ReportRow[] {
  const section = "Programma";
  const facts: readonly (readonly [string, string])[] = [
    ["Ente", head.townName],
    ["Programma", head.name],
    ["Atto", head.act],
    ...head.amendments.map((act) => ["Termine spostato con", act] as const),
    ...head.accounting,
    ["Periodo di spesa", `${italianDay(head.spendableFrom)} - ${lastDay(head.spendableUntil)}`],
    ["Contratto dei buoni", head.voucher],
    ["Relazione del", italianDay(head.madeAt)],
  ];
  return [
    ...facts.map(([label, text]) => ({ section, label, text })),
    { section, label: "Beneficiari", count: head.beneficiaries },
  ];
}

/** The expiry is the first instant after it. */
function lastDay(expiry: Date): string {
  return italianDay(new Date(expiry.getTime() - 1));
}

function totalRows({ fundCents, totals }: ReportHead): ReportRow[] {
  const section = "Dove sono andati i fondi";
  const spentNet = BigInt(totals.spent) - BigInt(totals.reversed);
  return [
    amount(section, "Fondo stanziato", fundCents),
    amount(section, "Emesso sulle tessere", totals.issued),
    amount(section, "Non emesso", BigInt(fundCents) - BigInt(totals.issued)),
    amount(section, "Speso nei negozi, al netto degli storni", spentNet),
    amount(section, "Liquidato agli esercenti", totals.redeemed),
    amount(section, "Presso gli esercenti, da liquidare", totals.atMerchants),
    amount(section, "Ancora sulle tessere", totals.held),
    amount(section, "Rientrato nel fondo", totals.reclaimed),
  ];
}

function reconciliationRows(head: ReportHead, { months, merchants }: ProgrammeReport): ReportRow[] {
  const section = "Quadratura";
  const { totals, checked } = head;
  const parts = ["held", "atMerchants", "redeemed", "reclaimed"] as const;
  const placed = parts.reduce((sum, part) => sum + BigInt(totals[part]), 0n);
  const spentByMonth = months.reduce((sum, { spentCents }) => sum + BigInt(spentCents), 0n);
  const spentByShop = merchants.reduce((sum, { spentCents }) => sum + BigInt(spentCents), 0n);
  return [
    amount(
      section,
      "Emesso meno tessere, esercenti, liquidato e rientrato",
      BigInt(totals.issued) - placed,
    ),
    amount(section, "Speso meno speso per mese", BigInt(totals.spent) - spentByMonth),
    amount(section, "Speso meno speso per esercente", BigInt(totals.spent) - spentByShop),
    checked === undefined
      ? { section, label: "Confronto con la blockchain", text: "non ancora fatto" }
      : {
          ...{ section, label: "Differenze con la blockchain", count: checked.differences },
          text: `al blocco ${checked.block}, ${italianDay(checked.at)}`,
        },
  ];
}

function monthRows({ months }: ProgrammeReport): ReportRow[] {
  return months.flatMap(({ month, ...sums }) => [
    amount("Per mese", `${month}: emesso`, sums.issuedCents),
    amount("Per mese", `${month}: speso`, sums.spentCents),
    amount("Per mese", `${month}: stornato`, sums.reversedCents),
    amount("Per mese", `${month}: liquidato`, sums.redeemedCents),
    amount("Per mese", `${month}: rientrato`, sums.reclaimedCents),
  ]);
}
