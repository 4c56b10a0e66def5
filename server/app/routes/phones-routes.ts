import type { Context } from "hono";

import type { CardId, PaymentId } from "#core/shared/ids.ts";

import {
  type BoundPhone,
  bindPhone,
  phonesOfToken,
  removePhoneAtDesk,
  unbindPhone,
} from "../../cards/card-phones.ts";
import * as phones from "../../cards/phones-api.ts";
import {
  answerConfirmation,
  listQuestions,
  readConfirmation,
} from "../../payments/answer-confirmation.ts";
import * as api from "../../payments/confirmations-api.ts";
import { type Http, PEOPLE_DESK, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

/** The telephone that a card's holder is asked on before each payment. */
export function addPhoneRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(phones.bindPhone, async (context) => {
    const device = context.req.header("user-agent") ?? "";
    const browser = { device, known: sessions.phoneToken(context) };
    const credentials = context.req.valid("json");
    const bound = await bindPhone(deps, credentials, browser, sourceOf(context, deps));
    sessions.openPhone(context, valueOf(bound).token);
    return context.body(null, 204);
  });
  http.openapi(phones.unbindPhone, async (context) => {
    const token = sessions.phoneToken(context);
    const credentials = context.req.valid("json");
    valueOf(await unbindPhone(deps, credentials, token, sourceOf(context, deps)));
    if ((await phonesOfToken(deps, token!)).length === 0) sessions.closePhone(context);
    return context.body(null, 204);
  });
  http.openapi(phones.removePhone, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").cardId as CardId;
    const { reason } = context.req.valid("json");
    const act = { act: "card_phone_removed", subject: id } as const;
    await doAct(deps, officer, (own) => removePhoneAtDesk(own, id, reason), act);
    return context.body(null, 204);
  });
  addQuestionRoutes(http, deps, sessions);
}

function addQuestionRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const phonesOf = async (context: Context): Promise<BoundPhone[]> => {
    const token = sessions.phoneToken(context);
    const own = token === undefined ? [] : await phonesOfToken(deps, token);
    if (token === undefined || own.length === 0)
      throw new RefusalAnswer({ code: "phone_required" });
    sessions.openPhone(context, token);
    return own;
  };
  http.openapi(api.readPhone, async (context) => {
    const own = await phonesOf(context);
    const questions = await listQuestions(
      deps,
      own.map(({ id }) => id),
    );
    const cards = own.map(({ cardNumber: number, boundAt }) => ({
      ...{ number, boundAt: boundAt.toISOString() },
    }));
    return context.json({ cards, questions }, 200);
  });
  http.openapi(api.answerQuestion, async (context) => {
    const own = await phonesOf(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    const { answer } = context.req.valid("json");
    const ids = own.map((phone) => phone.id);
    const answered = valueOf(await answerConfirmation(deps, ids, id, answer));
    deps.log.info({ payment: id, answer }, "payment answered on the holder's telephone");
    return context.json(answered, 200);
  });
  http.openapi(api.readConfirmation, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    return context.json(valueOf(await readConfirmation(deps, till, id)), 200);
  });
}
