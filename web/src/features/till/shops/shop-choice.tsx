import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useEffectEvent, useState } from "react";

import { readShop } from "../../../shared/api/pay-shop.ts";
import type { Shop } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { CameraView } from "../../../shared/scan/camera-view.tsx";
import { Icon } from "../../../shared/ui/icon.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";

type ShopChoiceProps = { readonly own: number; readonly choose: (shop: Shop) => void };

/** Whom to pay: the QR that the other shop shows, or its number. */
export function ShopChoice({ own, choose }: ShopChoiceProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const finding = useMutation({ mutationFn: readShop, gcTime: 0 });
  const find = (number: number) => {
    const isOwn = number === own;
    setRefusal(isOwn ? say("È il numero di questo stesso negozio.") : undefined);
    if (isOwn || finding.isPending) return;
    finding.mutate(number, {
      onSuccess: (shop) => {
        if (shop.takesLocalValue) choose(shop);
        else setRefusal(say("{0} non accetta valore locale.", shop.businessName));
      },
    });
  };
  const see = (seen: string) => {
    const number = numberInCode(seen);
    if (number === undefined)
      setRefusal(say("Questo QR è di qualcos'altro: serve quello dell'altro negozio."));
    else find(number);
  };
  useNumberInAddress(find);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text !== "") find(Number(text));
  };
  return (
    <section className="till-screen" aria-labelledby="pay-shop-title">
      <ScreenTitle id="pay-shop-title" className="till-title">
        {say("Paga un altro negozio")}
      </ScreenTitle>
      <p>
        {say(
          "In valore locale. Il QR e il numero sono nella cassa dell'altro negozio, in «Cassa».",
        )}
      </p>
      <ProblemNotice error={finding.error} />
      <p role="alert" className="scan-error">
        {refusal}
      </p>
      <Camera see={see} />
      <form className="till-screen" onSubmit={send}>
        <label className="till-name">
          {say("Oppure il numero dell'altro negozio")}
          <input
            className="form-control"
            inputMode="numeric"
            autoComplete="off"
            maxLength={7}
            value={text}
            onChange={({ target }) => setText(target.value.replace(/\D/g, ""))}
          />
        </label>
        <button
          type="submit"
          className="btn btn-primary till-go"
          disabled={text === "" || finding.isPending}
        >
          {say("Continua")}
        </button>
      </form>
    </section>
  );
}

/** Waits for a touch: nobody is asked for a permission who only wants to type. */
function Camera({ see }: { readonly see: (text: string) => void }) {
  const [attempt, setAttempt] = useState(0);
  if (attempt === 0)
    return (
      <button type="button" className="btn btn-primary till-go" onClick={() => setAttempt(1)}>
        <Icon name="camera" /> {say("Inquadrare il QR dell'altro negozio")}
      </button>
    );
  return (
    <CameraView
      key={attempt}
      label={say("Inquadrare il QR dell'altro negozio")}
      see={see}
      fail={() => undefined}
      retry={() => setAttempt(attempt + 1)}
    />
  );
}

/** Where the phone's own camera read the QR, the address brought the number. It is taken once. */
function useNumberInAddress(find: (number: number) => void): void {
  const onFound = useEffectEvent(find);
  useEffect(() => {
    const number = numberInCode(location.href);
    if (number === undefined) return;
    history.replaceState(history.state, "", location.pathname);
    onFound(number);
  }, []);
}

function numberInCode(text: string): number | undefined {
  const found = /\/cassa\/paga#([1-9]\d{0,6})$/.exec(text.trim());
  return found === null ? undefined : Number(found[1]);
}
