import { createRoute, z } from "@hono/zod-openapi";

import { PROBLEMS, done, json, jsonBody } from "../shared/api-schema.ts";
import { tillSchema } from "./api.ts";

const PATH = "/api/tills/current/passkey";

/** As browsers take and give it (WebAuthn level 3); what it says is checked where its signature is. */
const options = z
  .looseObject({ challenge: z.string() })
  .openapi("PasskeyOptions", { description: "Options of WebAuthn level 3, as JSON" });

const text = z.string().max(4_000);
const answer = {
  id: text,
  rawId: text,
  type: z.literal("public-key"),
  clientExtensionResults: z.looseObject({}),
};

const registration = z.object({
  ...answer,
  response: z.object({ clientDataJSON: text, attestationObject: text }),
});

const assertion = z.object({
  ...answer,
  response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text }),
});

export const offerPasskey = createRoute({
  method: "post",
  path: `${PATH}/offer`,
  tags: ["tills"],
  summary:
    "What to ask the device in order to bind this till to it; the shop has just proven itself",
  responses: { 200: json(options, "Options for navigator.credentials.create"), ...PROBLEMS },
});

export const bindTill = createRoute({
  method: "post",
  path: PATH,
  tags: ["tills"],
  summary: "Binds this till to the device that answered the offer",
  request: { body: jsonBody(registration) },
  responses: { 201: json(tillSchema, "Bound"), ...PROBLEMS },
});

export const challengeTill = createRoute({
  method: "post",
  path: `${PATH}/challenge`,
  tags: ["tills"],
  summary: "What to ask the device of a locked till",
  responses: { 200: json(options, "Options for navigator.credentials.get"), ...PROBLEMS },
});

export const unlockTill = createRoute({
  method: "post",
  path: `${PATH}/answer`,
  tags: ["tills"],
  summary: "Opens a locked till with its device's answer; renews the cookie borgo_till",
  request: { body: jsonBody(assertion) },
  responses: { 200: json(tillSchema, "Open"), ...PROBLEMS },
});

export const unbindTill = createRoute({
  method: "delete",
  path: PATH,
  tags: ["tills"],
  summary: "Takes the device's passkey off this till; the shop has proven itself before",
  responses: done,
});
