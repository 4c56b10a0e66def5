import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";

import * as actions from "../actions/api.ts";
import * as codes from "../actions/codes-api.ts";
import * as audit from "../audit/api.ts";
import * as campaigns from "../campaigns/api.ts";
import * as policy from "../campaigns/policy-api.ts";
import * as cards from "../cards/api.ts";
import * as phones from "../cards/phones-api.ts";
import * as secondCard from "../cards/second-card-api.ts";
import * as schedule from "../cards/schedule-api.ts";
import * as feedback from "../feedback/api.ts";
import * as initiatives from "../initiatives/api.ts";
import * as merchants from "../merchants/api.ts";
import * as passkeys from "../merchants/passkeys-api.ts";
import * as gifts from "../gifts/api.ts";
import * as payments from "../payments/api.ts";
import * as confirmations from "../payments/confirmations-api.ts";
import * as shopPayments from "../payments/shop-api.ts";
import * as unusual from "../payments/unusual-api.ts";
import * as programmes from "../programmes/api.ts";
import * as assignment from "../programmes/assignment-api.ts";
import * as ending from "../programmes/ending-api.ts";
import * as limits from "../programmes/limits-api.ts";
import * as people from "../programmes/people-api.ts";
import * as reconciliation from "../reconciliation/api.ts";
import * as offers from "../offers/api.ts";
import * as moderation from "../offers/moderation-api.ts";
import * as orders from "../reimbursements/orders-api.ts";
import * as reimbursements from "../reimbursements/api.ts";
import * as report from "../reimbursements/report-api.ts";
import * as privacy from "../privacy/api.ts";
import * as transparency from "../transparency/api.ts";
import * as officers from "./officers-api.ts";
import * as sources from "./sources-api.ts";
import * as town from "./town-api.ts";

export const API_TITLE = "Borgo";

/** Every route that the service promises. */
export function promisedRoutes(): RouteConfig[] {
  const slices = [
    town,
    officers,
    audit,
    merchants,
    passkeys,
    programmes,
    ending,
    limits,
    assignment,
    people,
    cards,
    secondCard,
    phones,
    sources,
    schedule,
    payments,
    confirmations,
    shopPayments,
    unusual,
    gifts,
    reimbursements,
    orders,
    report,
    reconciliation,
    campaigns,
    policy,
    offers,
    moderation,
    actions,
    codes,
    feedback,
    initiatives,
    privacy,
    transparency,
  ];
  return slices.flatMap((slice) =>
    Object.values<unknown>(slice).filter(
      (value): value is RouteConfig =>
        typeof value === "object" && value !== null && "path" in value && "method" in value,
    ),
  );
}

/** The OpenAPI 3.1 document of all promised routes. */
export function openApiDocument(version: string): object {
  const app = new OpenAPIHono();
  for (const route of promisedRoutes()) app.openAPIRegistry.registerPath(route);
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: API_TITLE,
      version,
      description: "Municipal welfare vouchers on paper QR cards, on a public EVM chain.",
      license: {
        name: "EUPL-1.2",
        url: "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
      },
    },
  });
}
