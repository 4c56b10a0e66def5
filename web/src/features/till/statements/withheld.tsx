import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import type { Statement } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";

/** Why a statement is paid less than was presented: each payment that the office left out, the reason, and what to do. */
export function Withheld({ statement }: { readonly statement: Statement }) {
  const { number, amountCents, dueCents, withheld } = statement;
  if (withheld.length === 0) return null;
  const left = BigInt(amountCents) - BigInt(dueCents);
  return (
    <div className="till-withheld">
      <p>
        {say(
          "Presentati {0}, sospesi o respinti {1}.",
          formatEuro(BigInt(amountCents)),
          formatEuro(left),
        )}
      </p>
      <ul aria-label={say("Pagamenti tolti dal rendiconto {0}", number)}>
        {withheld.map((payment) => (
          <li key={payment.paymentId}>
            <div>
              <span>
                {formatDay(payment.acceptedAt)},{" "}
                {say("Tessera {0}", groupCardNumber(payment.cardNumber))}
              </span>
              <span>{formatEuro(BigInt(payment.amountCents))}</span>
            </div>
            <strong>{decisionText(payment)}</strong>
            <p>{adviceText(payment)}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Payment = Statement["withheld"][number];

function decisionText({ state, reason }: Payment): string {
  if (state === "suspended") return say("Sospeso: {0}", reason);
  return state === "rejected" ? say("Respinto: {0}", reason) : say("Riammesso: {0}", reason);
}

function adviceText({ state }: Payment): string {
  if (state === "suspended")
    return say(
      "Mostri all'ufficio il documento della vendita: se va bene, il pagamento torna tra quelli da presentare.",
    );
  return state === "rejected"
    ? say(
        "Il Comune non lo rimborsa. Si può stornare sulla tessera, da «Incassi», oppure chiedere all'ufficio di riammetterlo.",
      )
    : say("È in un rendiconto successivo, o da presentare.");
}
