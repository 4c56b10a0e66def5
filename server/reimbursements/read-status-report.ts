import { XMLParser } from "fast-xml-parser";

import { type TransferOutcome, verdictOfStatus } from "#core/reimbursement/bank-outcome.ts";
import { parseItalianDay } from "#core/shared/italian-day.ts";
import { centsFromJson } from "#core/shared/money.ts";
import { type Result, ok } from "#core/shared/result.ts";

import { type FileRefusal, unreadable } from "../shared/csv.ts";

/** What a bank reports: on single transfers, or on an order as a whole where it says no more. */
export type StatusReport = {
  readonly outcomes: readonly TransferOutcome[];
  /** The order's message, and what became of all of it that has no line of its own. */
  readonly whole?: Omit<TransferOutcome, "endToEnd"> & { readonly messageId: string };
};

const LISTS = new Set(["OrgnlPmtInfAndSts", "TxInfAndSts", "StsRsnInf", "AddtlInf"]);

/**
 * Reads a payment status report: ISO 20022 `pain.002`, or CBI's, which has the same core under other names and prefixes.
 * Nothing in the file is followed or expanded: a document that declares types of its own is refused.
 */
export function readStatusReport(text: string): Result<StatusReport, FileRefusal> {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return unreadable("Contiene dichiarazioni non ammesse.");
  const root = parse(text);
  const report = root === undefined ? undefined : findReport(root, 0);
  if (report === undefined)
    return unreadable(
      "Non è un esito della banca: serve un file pain.002, o l'esito CBI, o un CSV.",
    );
  return ok(reportOf(report));
}

type Node = { readonly [name: string]: Node | readonly Node[] | string | undefined };

function parse(text: string): Node | undefined {
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: true,
    parseTagValue: false,
    htmlEntities: false,
    isArray: (name) => LISTS.has(name),
  });
  try {
    return parser.parse(text, true) as Node;
  } catch {
    return undefined;
  }
}

const DEEPEST = 6;

/** The element that holds the original order's status, whatever stands around it. */
function findReport(node: Node, depth: number): Node | undefined {
  if (typeof node !== "object" || node === null || depth > DEEPEST) return undefined;
  if ("OrgnlGrpInfAndSts" in node) return node;
  for (const inner of Object.values(node)) {
    const found = typeof inner === "object" ? findReport(inner as Node, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function reportOf(report: Node): StatusReport {
  const reportedOn = dayOf(textAt(report, "GrpHdr", "CreDtTm"));
  const group = nodeAt(report, "OrgnlGrpInfAndSts");
  const payments = listAt(report, "OrgnlPmtInfAndSts");
  const transactions = payments.flatMap((payment) =>
    listAt(payment, "TxInfAndSts").map((transaction) => ({ transaction, payment })),
  );
  const outcomes = transactions.map(({ transaction, payment }, index) =>
    outcomeOf(transaction, textAt(payment, "PmtInfSts"), index + 1, reportedOn),
  );
  const status =
    payments.map((one) => textAt(one, "PmtInfSts")).find(Boolean) ?? textAt(group, "GrpSts");
  const messageId = textAt(group, "OrgnlMsgId");
  if (status === undefined || messageId === undefined) return { outcomes };
  const reason = reasonOf(
    [...payments, group].find((node) => listAt(node, "StsRsnInf").length > 0),
  );
  return {
    outcomes,
    whole: { row: 0, messageId, verdict: verdictOfStatus(status), on: reportedOn, reason },
  };
}

function outcomeOf(
  transaction: Node,
  paymentStatus: string | undefined,
  row: number,
  reportedOn: string | undefined,
): TransferOutcome {
  const original = nodeAt(transaction, "OrgnlTxRef");
  return {
    row,
    endToEnd: textAt(transaction, "OrgnlEndToEndId") ?? "",
    verdict: verdictOfStatus(textAt(transaction, "TxSts") ?? paymentStatus ?? ""),
    on: dayOf(textAt(transaction, "AccptncDtTm")) ?? reportedOn,
    amount: amountOf(textAt(original, "Amt", "InstdAmt")),
    reason: reasonOf(transaction),
  };
}

function amountOf(text: string | undefined): TransferOutcome["amount"] {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text ?? "");
  if (match === null) return undefined;
  return centsFromJson(BigInt(`${match[1]}${(match[2] ?? "").padEnd(2, "0")}`).toString());
}

/** The bank's code and its words, e.g. `AC04: conto estinto`. */
function reasonOf(node: Node | undefined): string | undefined {
  const reasons = listAt(node, "StsRsnInf").flatMap((information) => {
    const code = textAt(information, "Rsn", "Cd") ?? textAt(information, "Rsn", "Prtry");
    const words = listAt(information, "AddtlInf") as unknown as readonly string[];
    return [code, ...words.filter((one) => typeof one === "string")].filter(Boolean);
  });
  return reasons.length === 0 ? undefined : reasons.join(": ").slice(0, 140);
}

function dayOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseItalianDay(text);
}

function nodeAt(node: Node | undefined, name: string): Node | undefined {
  const inner = node?.[name];
  return typeof inner === "object" && !Array.isArray(inner) ? (inner as Node) : undefined;
}

function listAt(node: Node | undefined, name: string): readonly Node[] {
  const inner = node?.[name];
  return Array.isArray(inner) ? (inner as readonly Node[]) : [];
}

function textAt(node: Node | undefined, ...path: readonly string[]): string | undefined {
  const last = path.at(-1)!;
  const holder = path.slice(0, -1).reduce<Node | undefined>((at, name) => nodeAt(at, name), node);
  const text = holder?.[last];
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
}
