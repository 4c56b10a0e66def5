import { codeUrl, groupCode } from "#core/card/card-code.ts";

import { A4_WIDTH_MM, type Paper, drawCode, openPaper, write } from "../shared/paper.ts";
import type { OrganiserSheet } from "./organiser-access.ts";

const MARGIN_MM = 20;
const CODE_SIDE_MM = 62;
const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "full",
  timeStyle: "short",
});

const STEPS = [
  "1. Con un telefono inquadri il codice qui sopra: si apre la pagina dell'azione.",
  "2. Digiti il PIN. La stessa pagina si può aprire su più telefoni.",
  "3. Durante l'azione inquadri la tessera di chi partecipa: non serve la sua password. Non compaiono nomi.",
  "4. Alla fine scriva nella pagina che cosa si è fatto, senza nomi: il Comune decide anche da questo.",
];
const KEEP =
  "Chi ha questo foglio può segnare presenze a nome suo. Se lo perde avvisi subito il Comune, che lo annulla. Le presenze valgono solo dopo che il Comune le ha approvate.";

/** One A4 page for who organises an action. The caller reads the stream; nothing is stored. */
export function printOrganiser(
  { title, place, organiser, startsAt, endsAt, code, pin }: OrganiserSheet,
  { townName, publicUrl }: { readonly townName: string; readonly publicUrl: string },
): Paper {
  const paper = openPaper("Foglio per chi organizza", townName);
  paper.addPage();
  const sheet = paper.struct("Sect", { title });
  paper.addStructure(sheet);
  const width = A4_WIDTH_MM - 2 * MARGIN_MM;
  const body = { face: "regular", size: 12, x: MARGIN_MM, width } as const;
  write(paper, sheet, townName, { ...body, face: "bold", size: 14, y: 18 });
  let y = write(paper, sheet, title, { ...body, face: "bold", size: 20, y: 30, tag: "H1" });
  const [start, end] = [startsAt, endsAt].map((instant) => MOMENT.format(new Date(instant)));
  const when = `${place}. Inizio: ${start}. Fine: ${end}.`;
  y = write(paper, sheet, `Organizza: ${organiser}. ${when}`, { ...body, y: y + 1 });
  drawCode(paper, sheet, {
    text: codeUrl(publicUrl, "organiser", code),
    alt: `Codice QR che apre la pagina dell'azione ${title}`,
    ...{ x: (A4_WIDTH_MM - CODE_SIDE_MM) / 2, y: y + 4, side: CODE_SIDE_MM },
  });
  y += CODE_SIDE_MM + 8;
  const centred = { ...body, face: "mono", align: "center" } as const;
  y = write(paper, sheet, groupCode(code), { ...centred, size: 11, y });
  y = write(paper, sheet, "PIN", { ...body, align: "center", y: y + 4 });
  y = write(paper, sheet, pin, { ...centred, size: 36, spacing: 6, y: y + 1 });
  for (const step of STEPS) y = write(paper, sheet, step, { ...body, y: y + 3 });
  y = write(paper, sheet, `Senza fotocamera: apra ${publicUrl}/presenze e digiti il codice.`, {
    ...body,
    y: y + 3,
  });
  write(paper, sheet, KEEP, { ...body, face: "bold", y: y + 6 });
  sheet.end();
  paper.end();
  return paper;
}
