/** A column of a published file: its name, what it means, and what may stand in it. In Italian, as it is published. */
export type Field = { readonly name: string; readonly meaning: string; readonly values: string };

/** A published file, whose address never changes: `/opendata/<id>.csv` and `.json`. */
export type DatasetDescription = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly Field[];
};

const EUROS = "numero con la virgola decimale, senza segno di euro";
const CENTS = "numero intero";

function amountFields(name: string, meaning: string): Field[] {
  return [
    { name: `${name}_euro`, meaning, values: EUROS },
    { name: `${name}_centesimi`, meaning: `${meaning}, in centesimi`, values: CENTS },
  ];
}

const PROGRAMME: readonly Field[] = [
  { name: "programma", meaning: "nome della misura di aiuto", values: "testo" },
  {
    name: "contratto",
    meaning: "indirizzo del buono sulla blockchain: qui ognuno può rifare i conti",
    values: "0x e 40 cifre esadecimali",
  },
];

/** What is published, in the order of the page. */
export const DATASETS = [
  {
    id: "programmi",
    title: "Buoni sociali: totali per programma",
    description:
      "Per ogni programma di buoni: fondo stanziato, quanto è stato emesso, speso, stornato, rimborsato agli esercenti e rientrato, fino a un blocco definitivo della blockchain.",
    fields: [
      ...PROGRAMME,
      { name: "sigla", meaning: "simbolo del buono sulla blockchain", values: "lettere e cifre" },
      { name: "atto", meaning: "atto che apre il programma", values: "testo" },
      { name: "fino_al_blocco", meaning: "ultimo blocco contato", values: CENTS },
      ...amountFields("fondo", "fondo stanziato"),
      ...amountFields("emesso", "accreditato sulle tessere"),
      ...amountFields("speso", "pagato nei negozi, al lordo degli storni"),
      ...amountFields("stornato", "restituito dai negozi alle tessere"),
      ...amountFields("rimborsato", "buoni rimborsati ai negozi"),
      ...amountFields("rientrato", "non speso e tornato nel fondo"),
      ...amountFields("sulle_tessere", "non ancora speso"),
      ...amountFields("presso_i_negozi", "incassato e non ancora rimborsato"),
    ],
  },
  {
    id: "spesa-settimanale",
    title: "Buoni sociali: spesa per settimana e categoria",
    description:
      "Pagamenti registrati e importi, per programma, settimana e categoria di negozio, al lordo degli storni. Una settimana si pubblica un giorno dopo la sua fine. Le voci con meno di cinque pagamenti, e quelle che le farebbero ricavare per differenza, non sono pubblicate.",
    fields: [
      ...PROGRAMME,
      { name: "dal", meaning: "lunedì della settimana (ora italiana)", values: "AAAA-MM-GG" },
      { name: "al", meaning: "domenica della settimana", values: "AAAA-MM-GG" },
      {
        name: "categoria",
        meaning: "categoria merceologica dei negozi; «tutte» è il totale della settimana",
        values: "testo",
      },
      {
        name: "pagamenti",
        meaning: "acquisti pagati con il programma",
        values: "numero intero, o vuoto se non pubblicato",
      },
      ...amountFields("importo", "quanto è stato pagato; vuoto se non pubblicato"),
      {
        name: "stato",
        meaning: "se la voce si può pubblicare",
        values: "«pubblicato» o «non pubblicato»",
      },
    ],
  },
  {
    id: "esercenti",
    title: "Buoni sociali: esercenti convenzionati",
    description:
      "Gli esercenti che accettano i buoni, con un nome di fantasia: una ditta individuale è una persona.",
    fields: [
      { name: "esercente", meaning: "nome di fantasia", values: "testo" },
      { name: "categoria", meaning: "categoria merceologica", values: "testo" },
      {
        name: "conto",
        meaning: "indirizzo sulla blockchain che riceve i pagamenti",
        values: "0x e 40 cifre esadecimali",
      },
    ],
  },
] as const satisfies readonly DatasetDescription[];

export type DatasetId = (typeof DATASETS)[number]["id"];

/** Creative Commons, attribution: the licence of everything that is published here. */
export const LICENCE = {
  name: "CC BY 4.0",
  url: "https://creativecommons.org/licenses/by/4.0/",
} as const;
