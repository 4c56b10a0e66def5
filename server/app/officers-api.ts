import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const role = z.enum(["admin", "treasury", "issuer", "merchants", "rewards", "guardian"]);

export const officerSession = z
  .object({ officer: addressText, roles: z.array(role), expiresAt: instantText })
  .openapi("OfficerSession");

const demoOfficer = z
  .object({
    name: z.string(),
    title: z.string(),
    address: addressText,
    privateKey: z.string(),
    roles: z.array(role),
  })
  .openapi("DemoOfficer");

export const createNonce = createRoute({
  method: "post",
  path: "/api/officers/nonce",
  tags: ["officers"],
  summary: "A single-use nonce for Sign-In with Ethereum, good for five minutes",
  responses: { 201: json(z.object({ nonce: z.string() }), "Nonce"), ...PROBLEMS },
});

export const startSession = createRoute({
  method: "post",
  path: "/api/officers/session",
  tags: ["officers"],
  summary: "Signs an officer in with an EIP-4361 message; sets the cookie borgo_officer",
  request: {
    body: jsonBody(z.object({ message: z.string().max(4000), signature: z.string().max(2000) })),
  },
  responses: { 201: json(officerSession, "Signed in"), ...PROBLEMS },
});

export const readSession = createRoute({
  method: "get",
  path: "/api/officers/session",
  tags: ["officers"],
  summary: "Who is signed in, with the roles that the chain says now",
  responses: { 200: json(officerSession, "Signed in"), ...PROBLEMS },
});

export const endSession = createRoute({
  method: "delete",
  path: "/api/officers/session",
  tags: ["officers"],
  summary: "Signs out",
  responses: { 204: { description: "Signed out" }, ...PROBLEMS },
});

const openSession = z
  .object({
    id: uuidText,
    officer: addressText,
    /** What the browser says of itself. */
    device: z.string(),
    startedAt: instantText,
    lastSeenAt: instantText,
    /** Whether it is the one that asks. */
    isThis: z.boolean(),
  })
  .openapi("OpenSession");

export const listSessions = createRoute({
  method: "get",
  path: "/api/officers/sessions",
  tags: ["officers"],
  summary: "Where one is signed in; ADMIN sees everybody's",
  responses: { 200: json(z.array(openSession), "Open sessions"), ...PROBLEMS },
});

export const endOtherSession = createRoute({
  method: "delete",
  path: "/api/officers/sessions/{sessionId}",
  tags: ["officers"],
  summary: "Ends a session on another device; ADMIN ends anybody's",
  request: { params: z.object({ sessionId: uuidText }) },
  responses: { 204: { description: "Ended" }, ...PROBLEMS },
});

export const listDemoOfficers = createRoute({
  method: "get",
  path: "/api/demo/officers",
  tags: ["officers"],
  summary: "Officer wallets for trying Borgo out; only where the chain is the embedded one",
  responses: { 200: json(z.array(demoOfficer), "Demo officers"), ...PROBLEMS },
});
