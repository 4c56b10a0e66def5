import { type Cents, cents, centsToJson, formatEuroDigits } from "#core/shared/money.ts";

import { shopPaymentTerms } from "../../../shared/api/pay-shop.ts";
import { useShopLocalValue } from "../../../shared/api/till-shop.ts";
import type { Shop, ShopPaid, Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountPad } from "../sale/amount-pad.tsx";
import { Answer } from "../sale/answer.tsx";
import { ConsentKey } from "../session/consent-key.tsx";
import { ShopChoice } from "./shop-choice.tsx";
import { type ShopPayment, useShopPayment } from "./use-shop-payment.ts";

/** Pays another shop in local value: whom, how much, and the shop's consent; one decision per screen. */
export function PayShopPage({ till }: { readonly till: Till }) {
  const { payment, begin, chooseShop, chooseAmount, pay } = useShopPayment();
  switch (payment.step) {
    case "shop":
      return <ShopChoice own={till.merchant.number} choose={chooseShop} />;
    case "amount":
      return (
        <AmountScreen
          shop={payment.shop}
          choose={(amount) => chooseAmount(payment.shop, amount)}
          cancel={begin}
        />
      );
    case "consent":
      return (
        <ConsentScreen
          till={till}
          payment={payment}
          cancel={begin}
          pay={(consent) => void pay(payment.shop, payment.amount, consent)}
        />
      );
    case "asking":
      return <Asking amount={payment.amount} />;
    case "doubt":
      return <Doubt pending={payment.pending} />;
    case "paid":
      return <Paid paid={payment.paid} begin={begin} />;
    case "abandoned":
      return <NotPaid pending={payment.pending} begin={begin} />;
  }
}

type AmountProps = {
  readonly shop: Shop;
  readonly choose: (amount: Cents) => void;
  readonly cancel: () => void;
};

function AmountScreen({ shop, choose, cancel }: AmountProps) {
  const { data } = useShopLocalValue();
  const most = data === undefined ? undefined : cents(BigInt(data.availableCents));
  const available = say("Il negozio ha {0} in valore locale.", formatEuroDigits(most ?? 0n));
  return (
    <section className="till-screen" aria-labelledby="pay-shop-title">
      <ScreenTitle id="pay-shop-title" className="till-title">
        {say("Quanto a {0}?", shop.businessName)}
      </ScreenTitle>
      {most === undefined ? null : <p className="till-reminder">{available}</p>}
      <AmountPad
        label={say("Importo in valore locale")}
        confirm={(amount) => say("Paga {0}", formatEuroDigits(amount))}
        format={formatEuroDigits}
        {...(most === undefined ? {} : { most: { amount: most, sentence: available } })}
        choose={choose}
      />
      <Cancel cancel={cancel} />
    </section>
  );
}

type ConsentProps = {
  readonly till: Till;
  readonly payment: Extract<ShopPayment, { step: "consent" }>;
  readonly pay: Parameters<typeof ConsentKey>[0]["submit"];
  readonly cancel: () => void;
};

function ConsentScreen({ till, payment: { shop, amount, error }, pay, cancel }: ConsentProps) {
  const terms = { payee: shop.number, amountCents: centsToJson(amount) };
  const isOwn = till.merchant.ownWallet !== undefined;
  return (
    <section className="till-screen" aria-labelledby="pay-shop-title">
      <ScreenTitle id="pay-shop-title" className="till-title">
        {say("Paga {0} in valore locale", formatEuroDigits(amount))}
      </ScreenTitle>
      <p className="till-reminder">{say("a {0} (n. {1})", shop.businessName, shop.number)}</p>
      <ProblemNotice error={error} />
      {isOwn ? (
        <p>{say("Il portafoglio mostra a chi e quanto: controllarlo, poi firmare lì.")}</p>
      ) : null}
      <ConsentKey
        till={till}
        confirm={say(isOwn ? "Firma e paga {0}" : "Paga {0}", formatEuroDigits(amount))}
        isBusy={false}
        terms={() => shopPaymentTerms(terms)}
        submit={pay}
      />
      <Cancel cancel={cancel} />
    </section>
  );
}

function Cancel({ cancel }: { readonly cancel: () => void }) {
  return (
    <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
      {say("Un altro negozio")}
    </button>
  );
}

function Asking({ amount }: { readonly amount: Cents }) {
  return (
    <section className="till-screen till-waiting" role="status">
      <div className="till-spinner" aria-hidden="true" />
      <p className="till-title">{say("Pagamento di {0} in corso…", formatEuroDigits(amount))}</p>
    </section>
  );
}

type PendingProps = {
  readonly pending: Extract<ShopPayment, { step: "doubt" }>["pending"];
};

function Doubt({ pending: { amountCents, shop } }: PendingProps) {
  return (
    <section className="till-answer till-answer-doubt" role="alert">
      <Icon name="wifi" className="till-answer-icon" />
      <ScreenTitle>{say("Esito incerto: sto verificando")}</ScreenTitle>
      <p className="till-answer-amount">{formatEuroDigits(BigInt(amountCents))}</p>
      <p>
        {say(
          "La linea si è interrotta mentre si pagava {0}. Non rifare il pagamento: la risposta appare qui appena la linea torna, anche se si ricarica la pagina.",
          shop,
        )}
      </p>
      <div className="till-spinner" aria-hidden="true" />
    </section>
  );
}

type PaidProps = { readonly paid: ShopPaid; readonly begin: () => void };

/** What an own wallet signed holds once it is on chain: neither shop is told earlier that it is paid. */
function Paid({ paid, begin }: PaidProps) {
  const { amountCents, payee, leftCents, acceptedAt, isCovered } = paid;
  return (
    <Answer kind="yes" icon="check" title={isCovered ? say("Pagato") : say("Inviato")}>
      <p className="till-answer-amount">{formatEuroDigits(BigInt(amountCents))}</p>
      <p>
        {say("in valore locale a {0} (n. {1})", payee.businessName, payee.number)}
        <br />
        {formatMoment(acceptedAt)}
      </p>
      {isCovered ? null : (
        <p>
          {say(
            "Firmato dal suo portafoglio: vale quando negli incassi è «registrato», di solito in pochi minuti. Fino ad allora non spostare quel valore.",
          )}
        </p>
      )}
      <p>{say("Restano al negozio {0} in valore locale", formatEuroDigits(BigInt(leftCents)))}</p>
      <button type="button" className="btn btn-light till-go" onClick={begin}>
        {say("Paga un altro negozio")}
      </button>
    </Answer>
  );
}

function NotPaid({ pending, begin }: PendingProps & { readonly begin: () => void }) {
  return (
    <Answer kind="no" icon="close" title={say("Non pagato")}>
      <p className="till-answer-amount">{formatEuroDigits(BigInt(pending.amountCents))}</p>
      <p className="till-answer-reason">
        <strong>{say("La linea si era interrotta.")}</strong>{" "}
        {say("Verificato: il pagamento non è partito e al negozio non manca nulla.")}
      </p>
      <button type="button" className="btn btn-light till-go" onClick={begin}>
        {say("Rifai il pagamento")}
      </button>
    </Answer>
  );
}
