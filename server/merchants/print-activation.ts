import { codeUrl, groupCode } from "#core/card/card-code.ts";
import { groupPassword } from "#core/card/password.ts";

import {
  A4_WIDTH_MM,
  type Paper,
  drawCode,
  eachInTurn,
  openPaper,
  write,
} from "../shared/paper.ts";
import type { ActivationSheet } from "./invite-merchants.ts";

const MARGIN_MM = 20;
const WIDTH_MM = A4_WIDTH_MM - 2 * MARGIN_MM;
const CODE_SIDE_MM = 62;

const STEPS = [
  "1. Con il telefono o il tablet della cassa inquadri il codice qui sopra. Si apre la pagina della cassa.",
  "2. Digiti la password del negozio e dia un nome alla cassa, per esempio «banco».",
  "3. Aggiunga la pagina alla schermata principale: la prossima volta si apre come un'applicazione. Ripeta per ogni cassa.",
];
const KEEP =
  "Conservi questo foglio in un luogo chiuso: serve anche per stornare un pagamento. Chi lo ha può aprire una cassa a nome suo. Se lo perde, avvisi subito il Comune.";

/**
 * One A4 page for each shop: the code and the password that open its tills. The caller reads the stream; nothing is
 * stored.
 */
export function printActivation(
  sheets: readonly ActivationSheet[],
  { townName, publicUrl }: { readonly townName: string; readonly publicUrl: string },
): Paper {
  const paper = openPaper("Fogli di attivazione delle casse", townName);
  void eachInTurn(sheets, (sheet) => printSheet(paper, sheet, townName, publicUrl)).then(
    () => paper.end(),
    (error: Error) => paper.destroy(error),
  );
  return paper;
}

function printSheet(
  paper: Paper,
  { businessName, code, password }: ActivationSheet,
  townName: string,
  publicUrl: string,
): void {
  paper.addPage();
  const sheet = paper.struct("Sect", { title: businessName });
  paper.addStructure(sheet);
  const body = { face: "regular", size: 12, x: MARGIN_MM, width: WIDTH_MM } as const;
  write(paper, sheet, townName, { ...body, face: "bold", size: 14, y: 18 });
  const title = { ...body, face: "bold", size: 22, tag: "H1" } as const;
  const underTitle = write(paper, sheet, businessName, { ...title, y: 32 });
  write(paper, sheet, "Foglio di attivazione della cassa", { ...body, y: underTitle + 1 });
  const url = codeUrl(publicUrl, "activation", code);
  const x = (A4_WIDTH_MM - CODE_SIDE_MM) / 2;
  drawCode(paper, sheet, {
    text: url,
    alt: `Codice QR che apre la cassa di ${businessName}`,
    ...{ x, y: 62, side: CODE_SIDE_MM },
  });
  const centred = { ...body, face: "mono", align: "center" } as const;
  write(paper, sheet, groupCode(code), { ...centred, size: 11, y: 128 });
  write(paper, sheet, "Password del negozio", { ...body, align: "center", y: 140 });
  write(paper, sheet, groupPassword(password), { ...centred, size: 36, spacing: 4, y: 147 });
  let y = 178;
  for (const step of STEPS) y = write(paper, sheet, step, { ...body, y }) + 3;
  y = write(paper, sheet, `Senza fotocamera: apra ${publicUrl}/cassa e digiti il codice.`, {
    ...body,
    y,
  });
  write(paper, sheet, KEEP, { ...body, face: "bold", y: y + 6 });
  sheet.end();
}
