import { openNote, openReason } from "../../actions/actions.ts";
import type { Custody } from "../../custody/custody.ts";
import { feedbackContext } from "../../feedback/feedback.ts";
import { openDetails } from "../../merchants/merchants.ts";
import { openOperatorName } from "../../merchants/operators.ts";
import { changeContext, openMember, openPerson } from "../../programmes/programmes.ts";
import { messageContext, reportContext } from "../../offers/offers.ts";
import { openPayee } from "../../reimbursements/transfer-orders.ts";

/** A row as the database gives it: text, or bytes where the column is of bytes. */
export type RawRow = Readonly<Record<string, string | Buffer | null>>;

type Opener = {
  /** The columns that stand in the file in place of the sealed one; empty where the row has none. */
  readonly columns: readonly string[];
  readonly open: (custody: Custody, row: RawRow) => Readonly<Record<string, string | undefined>>;
};

/** What is sealed at rest and belongs to the town: written in clear, because a town that leaves takes it along. */
export const OPENED: Readonly<Record<string, Opener>> = {
  "beneficiary.sealed_person": {
    columns: ["surname", "name", "fiscalCode", "mobile"],
    open: (custody, row) => ({
      ...openPerson(custody, bytes(row, "fiscal_code_lookup"), bytes(row, "sealed_person")),
    }),
  },
  "beneficiary_change.sealed_reason": {
    columns: ["reason", "before", "after"],
    open: (custody, row) =>
      JSON.parse(custody.openText(changeContext(text(row, "id")), bytes(row, "sealed_reason"))),
  },
  "card.sealed_member": {
    columns: ["memberSurname", "memberName"],
    open: (custody, row) => {
      const owner = {
        beneficiary_id: text(row, "beneficiary_id"),
        sealed_key_id: text(row, "sealed_key_id"),
      };
      const member = openMember(custody, owner as never, bytes(row, "sealed_member"));
      return { memberSurname: member.surname, memberName: member.name };
    },
  },
  "offer_message.sealed_text": {
    columns: ["text"],
    open: (custody, row) => ({
      text: custody.openText(messageContext(text(row, "id")), bytes(row, "sealed_text")),
    }),
  },
  "offer_report.sealed_note": {
    columns: ["note"],
    open: (custody, row) => ({
      note: custody.openText(reportContext(text(row, "id")), bytes(row, "sealed_note")),
    }),
  },
  "feedback.sealed_text": {
    columns: ["text"],
    open: (custody, row) => ({
      text: custody.openText(feedbackContext.text(text(row, "id")), bytes(row, "sealed_text")),
    }),
  },
  "feedback.sealed_contact": {
    columns: ["contact"],
    open: (custody, row) => ({
      contact: custody.openText(
        feedbackContext.contact(text(row, "id")),
        bytes(row, "sealed_contact"),
      ),
    }),
  },
  "feedback.sealed_answer": {
    columns: ["answer"],
    open: (custody, row) => ({
      answer: custody.openText(
        feedbackContext.answer(text(row, "id")),
        bytes(row, "sealed_answer"),
      ),
    }),
  },
  "civic_action.sealed_note": {
    columns: ["note"],
    open: (custody, row) => ({
      note: openNote(custody, text(row, "id") as never, bytes(row, "sealed_note")),
    }),
  },
  "presence.sealed_reason": {
    columns: ["reason"],
    open: (custody, row) => ({
      reason: openReason(custody, text(row, "id") as never, bytes(row, "sealed_reason")),
    }),
  },
  "merchant.sealed_details": {
    columns: ["businessName", "vatNumber", "ateco", "address", "iban"],
    open: (custody, row) => ({
      ...openDetails(custody, text(row, "id") as never, bytes(row, "sealed_details")),
    }),
  },
  "operator.sealed_name": {
    columns: ["name"],
    open: (custody, row) => ({
      name: openOperatorName(custody, text(row, "id") as never, bytes(row, "sealed_name")),
    }),
  },
  "transfer_order_line.sealed_payee": {
    columns: ["payeeName", "payeeVatNumber", "payeeIban"],
    open: (custody, row) => {
      const payee = openPayee(custody, text(row, "end_to_end"), bytes(row, "sealed_payee"));
      const { businessName, vatNumber, iban } = payee;
      return { payeeName: businessName, payeeVatNumber: vatNumber, payeeIban: iban };
    },
  },
};

const CITIZENS =
  "le chiavi dei cittadini e degli esercenti, sigillate con le loro password: il Comune non le possiede e non le può aprire";
const GUESSES =
  "conteggi delle password sbagliate: difesa del servizio, senza valore fuori di esso";
const DOOR = "gettoni e numeri usa e getta con cui si entra: chi li avesse entrerebbe";
const INDEX = "impronta con cui il servizio cerca, ricavata da dati che sono nel file";
const VISITORS =
  "impronte da cui per un giorno si riconosce chi ha già visitato una pagina: si cancellano ogni notte";
const OWN = "contabilità interna del servizio, senza dati del Comune";

/** Tables that stay behind, each with the reason; a schema's name stands for all its tables. */
export const LEFT_OUT_TABLES: Readonly<Record<string, string>> = {
  "custody.data_key":
    "le chiavi dei dati personali, sigillate: nell'esportazione i dati sono già in chiaro",
  "custody.departure": OWN,
  "custody.guess_count": GUESSES,
  "custody.relayer_key":
    "la chiave con cui il servizio paga le commissioni, sigillata: non è del Comune",
  "custody.sealed_key": CITIZENS,
  "custody.unknown_code": GUESSES,
  "public.beneficiary_name_key": INDEX,
  "public.board_session": DOOR,
  "public.database_mark": OWN,
  "public.kysely_migration": OWN,
  "public.kysely_migration_lock": OWN,
  "public.sign_in_nonce": DOOR,
  "public.officer_session": DOOR,
  "public.organiser_session": DOOR,
  "public.till_challenge": DOOR,
  "public.purchase_counter": OWN,
  "public.purchase_news": OWN,
  "public.try_count": GUESSES,
  "public.sharer_mark": VISITORS,
  "public.visit_mark": VISITORS,
  "public.visit_salt": VISITORS,
};

/** Columns that stay behind of tables that go. */
export const LEFT_OUT_COLUMNS: Readonly<Record<string, string>> = {
  "beneficiary.fiscal_code_lookup": INDEX,
  "card_phone.token_hash": DOOR,
  "claim_code.code_lookup": DOOR,
  "feedback.code_lookup": DOOR,
  "card.sealed_public_key":
    "da questa chiave si ricavano tutti i conti di una famiglia: le tessere si portano via con il trasferimento del Comune",
  "merchant.vat_lookup": INDEX,
  "operator.pin_hash": DOOR,
  "organiser_access.code_lookup": DOOR,
  "organiser_access.pin_hash": DOOR,
  "share_link.token_lookup": DOOR,
  "till.token_hash": DOOR,
  "till_passkey.previous_token_hash": DOOR,
};

function bytes(row: RawRow, column: string): Buffer {
  const value = row[column];
  if (!Buffer.isBuffer(value)) throw new TypeError(`${column} holds no bytes.`);
  return value;
}

function text(row: RawRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`${column} holds no text.`);
  return value;
}
