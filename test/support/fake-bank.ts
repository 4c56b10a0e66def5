/** What a bank makes of an order: a pain.002 report, by what it decides of each transfer. */
export type Verdict = { readonly status: string; readonly reason?: string; readonly at?: string };

const textOf = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)![1]!;

/** Reads a pain.001 or a CBI request, and answers each of its transfers. */
export function answerOrder(
  order: string,
  decide: (endToEnd: string, position: number) => Verdict,
): string {
  const references = [...order.matchAll(/<EndToEndId>([^<]*)<\/EndToEndId>/g)].map(([, id]) => id!);
  const amounts = [...order.matchAll(/<InstdAmt Ccy="EUR">([^<]*)</g)].map(([, amount]) => amount!);
  const transactions = references.map((endToEnd, index) => {
    const { status, reason, at } = decide(endToEnd, index);
    return `<p:TxInfAndSts><p:OrgnlEndToEndId>${endToEnd}</p:OrgnlEndToEndId><p:TxSts>${status}</p:TxSts>${
      reason === undefined
        ? ""
        : `<p:StsRsnInf><p:Rsn><p:Cd>${reason}</p:Cd></p:Rsn><p:AddtlInf>Conto estinto &amp; chiuso</p:AddtlInf></p:StsRsnInf>`
    }${at === undefined ? "" : `<p:AccptncDtTm>${at}</p:AccptncDtTm>`}<p:OrgnlTxRef><p:Amt><p:InstdAmt Ccy="EUR">${amounts[index]}</p:InstdAmt></p:Amt></p:OrgnlTxRef></p:TxInfAndSts>`;
  });
  return report(textOf(order, "MsgId"), "", transactions.join(""));
}

/** The bank's answer to an order as a whole, without a word on single transfers. */
export function answerWhole(order: string, status: string): string {
  return report(textOf(order, "MsgId"), `<p:GrpSts>${status}</p:GrpSts>`, undefined);
}

function report(messageId: string, group: string, transactions: string | undefined): string {
  const payment =
    transactions === undefined
      ? ""
      : `<p:OrgnlPmtInfAndSts><p:OrgnlPmtInfId>${messageId}</p:OrgnlPmtInfId>${transactions}</p:OrgnlPmtInfAndSts>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><p:CstmrPmtStsRpt><p:GrpHdr><p:MsgId>R1</p:MsgId><p:CreDtTm>${new Date().toISOString()}</p:CreDtTm></p:GrpHdr><p:OrgnlGrpInfAndSts><p:OrgnlMsgId>${messageId}</p:OrgnlMsgId><p:OrgnlMsgNmId>pain.001.001.09</p:OrgnlMsgNmId>${group}</p:OrgnlGrpInfAndSts>${payment}</p:CstmrPmtStsRpt></p:Document>`;
}
