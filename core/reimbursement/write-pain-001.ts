import { type XmlElement, element, xmlText } from "../shared/xml-text.ts";
import { sepaText } from "./sepa-text.ts";
import {
  LONGEST_NAME,
  LONGEST_REMITTANCE,
  type Payer,
  type Transfer,
  type TransferOrder,
  abiOf,
  decimalText,
  totalOf,
} from "./transfer-order.ts";

const ISO_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
const CBI_NAMESPACE = "urn:CBI:xsd:CBIPaymentRequest.00.04.01";

/**
 * An order as ISO 20022 `pain.001.001.09`, which home banking in the SEPA area imports. The order is one that
 * `findOrderFaults` found nothing wrong with.
 */
export function writePain001(order: TransferOrder): string {
  const { payer, transfers } = order;
  const header = element("GrpHdr", [
    ...headerStart(order),
    element("InitgPty", [element("Nm", sepaText(payer.name, LONGEST_NAME))]),
  ]);
  const information = element("PmtInf", [
    element("PmtInfId", order.messageId),
    element("PmtMtd", "TRF"),
    element("NbOfTxs", String(transfers.length)),
    element("CtrlSum", decimalText(totalOf(order))),
    element("PmtTpInf", [element("SvcLvl", [element("Cd", "SEPA")])]),
    ...debtor(order, payerBank(payer)),
    ...transfers.map((transfer) => transferElement(transfer, [])),
  ]);
  const initiation = element("CstmrCdtTrfInitn", [header, information]);
  return xmlText({ name: "Document", attributes: { xmlns: ISO_NAMESPACE }, content: [initiation] });
}

/**
 * An order as `CBIPaymentRequest.00.04.01`, what Italian corporate banking imports since 19 November 2023: the same
 * core in CBI's own namespace; the sender is known by a code of CBI's, the bank by its ABI, each transfer by a number too.
 * The order is one that `findOrderFaults` and `findCbiFaults` found nothing wrong with.
 */
export function writeCbiRequest(order: TransferOrder): string {
  const { payer, transfers } = order;
  const sender = element("Othr", [element("Id", payer.cbiCode!), element("Issr", "CBI")]);
  const header = element("GrpHdr", [
    ...headerStart(order),
    element("InitgPty", [
      element("Nm", sepaText(payer.name, LONGEST_NAME)),
      element("Id", [element("OrgId", [sender])]),
    ]),
  ]);
  const bank = element("ClrSysMmbId", [element("MmbId", abiOf(payer.iban))]);
  const information = element("PmtInf", [
    element("PmtInfId", order.messageId),
    element("PmtMtd", "TRF"),
    element("PmtTpInf", [element("InstrPrty", "NORM"), element("SvcLvl", [element("Cd", "SEPA")])]),
    ...debtor(order, [...bicElement(payer), bank]),
    ...transfers.map((transfer, index) =>
      transferElement(transfer, [element("InstrId", String(index + 1))]),
    ),
  ]);
  return xmlText({
    name: "CBIPaymentRequest",
    attributes: { xmlns: CBI_NAMESPACE },
    content: [header, information],
  });
}

function headerStart(order: TransferOrder): XmlElement[] {
  return [
    element("MsgId", order.messageId),
    element("CreDtTm", `${order.createdAt.toISOString().slice(0, 19)}Z`),
    element("NbOfTxs", String(order.transfers.length)),
    element("CtrlSum", decimalText(totalOf(order))),
  ];
}

/** From the day to whoever bears the charges: each bears their own, the only choice within SEPA. */
function debtor({ executeOn, payer }: TransferOrder, bank: XmlElement[]): XmlElement[] {
  return [
    element("ReqdExctnDt", [element("Dt", executeOn)]),
    element("Dbtr", [element("Nm", sepaText(payer.name, LONGEST_NAME))]),
    account("DbtrAcct", payer.iban),
    element("DbtrAgt", [element("FinInstnId", bank)]),
    element("ChrgBr", "SLEV"),
  ];
}

function bicElement({ bic }: Payer): XmlElement[] {
  return bic === undefined ? [] : [element("BICFI", bic)];
}

/** Without a BIC the bank finds itself in the IBAN; the schema wants something written all the same. */
function payerBank(payer: Payer): XmlElement[] {
  const bic = bicElement(payer);
  return bic.length > 0 ? bic : [element("Othr", [element("Id", "NOTPROVIDED")])];
}

function transferElement(transfer: Transfer, numbers: XmlElement[]): XmlElement {
  const { endToEnd, payee, iban, amount, remittance } = transfer;
  const amountElement: XmlElement = {
    name: "InstdAmt",
    attributes: { Ccy: "EUR" },
    content: decimalText(amount),
  };
  return element("CdtTrfTxInf", [
    element("PmtId", [...numbers, element("EndToEndId", endToEnd)]),
    element("Amt", [amountElement]),
    element("Cdtr", [element("Nm", sepaText(payee, LONGEST_NAME))]),
    account("CdtrAcct", iban),
    element("RmtInf", [element("Ustrd", sepaText(remittance, LONGEST_REMITTANCE))]),
  ]);
}

function account(name: string, iban: string): XmlElement {
  return element(name, [element("Id", [element("IBAN", iban)])]);
}
