import { ProblemError, UnansweredError } from "../../../shared/api/request.ts";
import { type ChainProblem, chainProblem } from "../../../shared/chain/chain-problem.ts";
import { ActRevertedError, OtherAccountError } from "./send-act.ts";

/** What went wrong, and what to do about it. */
export type ProblemText = { readonly title: string; readonly advice: string };

type CodeText = Readonly<
  Record<Exclude<ChainProblem["code"], "reverted" | "unknown">, ProblemText>
>;

const BY_CODE: CodeText = {
  rejected: {
    title: "Firma rifiutata nel portafoglio.",
    advice: "Non è successo nulla: premere di nuovo per riprovare.",
  },
  wrong_chain: {
    title: "Il portafoglio è su un'altra rete.",
    advice: "Scegliere nel portafoglio la rete indicata in questa pagina e riprovare.",
  },
  no_gas_money: {
    title: "Il portafoglio non ha abbastanza valuta di rete per la commissione.",
    advice: "Rifornire l'indirizzo dell'ufficio e riprovare. I fondi dei buoni non c'entrano.",
  },
  unauthorised: {
    title: "Il suo portafoglio non ha il ruolo che serve per questo atto.",
    advice: "Il contratto lo ha rifiutato: chiedere il ruolo alla segreteria comunale.",
  },
  chain_down: {
    title: "La blockchain non risponde.",
    advice: "Nulla è andato perso: riprovare tra qualche minuto.",
  },
};

/** What the contracts' own refusals mean to an office. */
const BY_CONTRACT_ERROR: Readonly<Record<string, string>> = {
  VoucherExceededCap: "L'importo supera il fondo stanziato del programma.",
  IssuanceAlreadyDone: "Questa ricarica risulta già eseguita: aggiornare la pagina.",
  StatementAlreadyRedeemed:
    "Un rendiconto con questo numero risulta già liquidato: aggiornare la pagina.",
  StatementTooFarAhead:
    "Va prima liquidato un rendiconto più vecchio dello stesso esercente in questo programma.",
  OutsideProgrammeDates: "La data di oggi è fuori dal periodo del programma.",
  MerchantNotEligible: "L'esercente non è attivo o la sua categoria non è ammessa.",
  AccountIsBlocked: "Il conto della tessera è bloccato.",
  AccountIsMerchant: "Un conto da ricaricare appartiene a un esercente.",
  ERC20InsufficientBalance: "L'esercente non ha più buoni sufficienti per questo rendiconto.",
  AccessManagerNotReady: "Il tempo di attesa dopo l'annuncio non è ancora passato.",
  AccessManagerNotScheduled: "Questo atto non risulta annunciato: annunciarlo prima.",
  AccessManagerAlreadyScheduled: "Questo atto è già annunciato: aggiornare la pagina.",
  CampaignAlreadyOpen:
    "Sulla blockchain questa campagna risulta già aperta: aggiornare la pagina. Se resta da firmare, è stata aperta con altri termini: prepararne una nuova.",
  CampaignNotOpen: "Sulla blockchain la campagna non è aperta: è chiusa, o non è il suo periodo.",
  CampaignExceededCap: "I premi superano lo stanziamento della campagna.",
  YearlyLimitExceeded:
    "I premi superano il limite annuo di emissione di valore locale: lo alza la segreteria comunale.",
  RewardAlreadyDone: "Questi premi risultano già accreditati: aggiornare la pagina.",
  InvalidCampaign: "Le date o lo stanziamento della campagna non sono validi: forse è già finita.",
  InvalidDates: "Le date del programma non sono coerenti.",
};

const UNHEARD: ProblemText = {
  title: "Il servizio non risponde.",
  advice: "Controllare la connessione e riprovare: la pagina riprende da dove era.",
};

const OTHER_ACCOUNT: ProblemText = {
  title: "Il portafoglio mostra un indirizzo diverso da quello dell'accesso.",
  advice: "Selezionare nel portafoglio l'indirizzo con cui è entrato, oppure uscire e rientrare.",
};

const REVERTED: ProblemText = {
  title: "Il contratto ha rifiutato la transazione.",
  advice: "Nulla è cambiato. Aggiornare la pagina: forse l'atto era già stato fatto.",
};

/** The Italian sentences for whatever an act or a request threw. */
export function problemText(error: Error): ProblemText {
  if (error instanceof ProblemError) return refusalText(error);
  if (error instanceof UnansweredError) return UNHEARD;
  if (error instanceof OtherAccountError) return OTHER_ACCOUNT;
  if (error instanceof ActRevertedError) return REVERTED;
  const problem = chainProblem(error);
  if (problem === undefined || problem.code === "unknown")
    return { title: "Qualcosa non ha funzionato.", advice: problem?.detail ?? error.message };
  if (problem.code !== "reverted") return BY_CODE[problem.code];
  const title = BY_CONTRACT_ERROR[problem.error];
  if (title !== undefined) return { title, advice: "Nulla è stato speso." };
  return { ...REVERTED, title: `${REVERTED.title} ${problem.error}`.trim() };
}

function refusalText({ problem }: ProblemError): ProblemText {
  const details = Array.isArray(problem["details"]) ? problem["details"] : [];
  const messages = details.flatMap((detail: { message?: unknown }) =>
    typeof detail.message === "string" ? [detail.message] : [],
  );
  return { title: problem.title, advice: messages.join(" ") };
}
