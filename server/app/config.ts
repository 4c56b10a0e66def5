import { z } from "zod";

import { type Chain, CHAINS, chainNamed } from "#core/chain/chains.ts";
import { SPREAD_SECONDS } from "#core/settlement/share-wait.ts";
import { cents } from "#core/shared/money.ts";

import type { GiftLimits } from "#core/gift/judge-gift.ts";
import type { PaymentLimits } from "../payments/accept-payment.ts";
import { PERSON_MONTHS } from "../privacy/retention.ts";
import { type PublicContacts, contactVariables, publicContacts } from "./public-contacts.ts";
import type { RequestLimits } from "./request-limits.ts";
import { giftLimits, spendingLimits, spendingVariables, wholeEuros } from "./spending-settings.ts";
import type { SettlementPace } from "../settlement/settlement.ts";

/** What a replica does. One town runs all in one process. */
export const PROCESS_ROLES = ["api", "settler", "indexer"] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export type Config = {
  /** The municipality's name as citizens read it. */
  readonly townName: string;
  /** Where people reach the service; it is printed on every card. Without a final slash. */
  readonly publicUrl: string;
  readonly contacts: PublicContacts;
  readonly host: string;
  readonly port: number;
  /** How many reverse proxies of ours stand in front: only what they add to `X-Forwarded-For` is believed. */
  readonly proxies: number;
  readonly logLevel: string;
  readonly processRoles: readonly ProcessRole[];
  readonly chain: Chain;
  readonly limits: PaymentLimits & { readonly gifts: GiftLimits };
  readonly pace: SettlementPace;
  /** Accounts that send batches side by side. */
  readonly relayers: number;
  /** What checking one password costs. */
  readonly argon2: { readonly memoryKib: number; readonly passes: number };
  /** Milliseconds between two looks at the chain. */
  readonly pollMilliseconds: number;
  readonly requests: RequestLimits;
  /** How long a client may take to send a request. */
  readonly requestSeconds: number;
  /** Seconds between two comparisons of journal, accounts and chain. */
  readonly reconcileEverySeconds: number;
  /** Months after the end of the last programme that a person's data are kept for. */
  readonly personMonths: number;
};

const euros = (text: string) => cents(BigInt(text) * 100n);
const perSecond = z.coerce.number().int().min(1).max(1_000_000);
const seconds = z.coerce.number().int().min(0).max(86_400);

const environment = z.object({
  BORGO_TOWN: z.string().trim().min(2).max(80).default("Comune di Borgo (dimostrazione)"),
  BORGO_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ...contactVariables,
  BORGO_HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  BORGO_PROXIES: z.coerce.number().int().min(0).max(9).default(0),
  BORGO_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  BORGO_ROLES: z.string().default(PROCESS_ROLES.join(",")),
  BORGO_NETWORK: z.string().default("embedded"),
  BORGO_RPC_URLS: z.string().default(""),
  BORGO_LARGEST_PAYMENT_EUROS: wholeEuros.default("500"),
  BORGO_UNSETTLED_LIMIT_EUROS: wholeEuros.default("100000"),
  ...spendingVariables,
  BORGO_ARGON2_MEMORY_KIB: z.coerce.number().int().min(19_456).max(4_194_304).default(19_456),
  BORGO_ARGON2_PASSES: z.coerce.number().int().min(2).max(100).default(2),
  BORGO_RELAYERS: z.coerce.number().int().min(1).max(16).default(1),
  BORGO_SETTLE_AFTER_SECONDS: seconds.optional(),
  BORGO_BATCH_EVERY_SECONDS: seconds.optional(),
  BORGO_SPREAD_SECONDS: seconds.max(SPREAD_SECONDS).optional(),
  BORGO_TILL_REQUESTS_PER_SECOND: perSecond.default(20),
  BORGO_SOURCE_REQUESTS_PER_SECOND: perSecond.default(100),
  BORGO_REQUESTS_AT_ONCE: z.coerce.number().int().min(1).max(100_000).default(256),
  BORGO_REQUEST_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  BORGO_RECONCILE_EVERY_SECONDS: seconds.min(1).default(15),
  BORGO_PERSON_MONTHS: z.coerce.number().int().min(1).max(120).default(PERSON_MONTHS),
});

/** Payments may be voided for five minutes and are batched every ten; the shares of one are not batched together. */
export const USUAL_PACE: SettlementPace = {
  settleAfterSeconds: 300,
  batchEverySeconds: 600,
  spreadSeconds: SPREAD_SECONDS,
};
/** On the embedded chain, which nobody else reads, a newcomer wants to see it happen. */
const DEMO_PACE: SettlementPace = {
  settleAfterSeconds: 20,
  batchEverySeconds: 20,
  spreadSeconds: 0,
};

/** A setting that cannot be: names the variable and what is wrong with it. In Italian, for who runs the service. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the configuration from the environment; throws `ConfigError` with one line for each wrong setting. */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    );
  const values = parsed.data;
  const chain = chainOf(values.BORGO_NETWORK, values.BORGO_RPC_URLS);
  const pace = chain.network === "embedded" ? DEMO_PACE : USUAL_PACE;
  return {
    townName: values.BORGO_TOWN,
    publicUrl: (values.BORGO_PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ""),
    contacts: publicContacts(values),
    host: values.BORGO_HOST,
    port: values.PORT,
    proxies: values.BORGO_PROXIES,
    logLevel: values.BORGO_LOG_LEVEL,
    processRoles: rolesOf(values.BORGO_ROLES),
    chain,
    limits: {
      largestPayment: euros(values.BORGO_LARGEST_PAYMENT_EUROS),
      unsettledLimit: euros(values.BORGO_UNSETTLED_LIMIT_EUROS),
      spending: spendingLimits(values, chain),
      gifts: giftLimits(values, chain),
    },
    pace: {
      settleAfterSeconds: values.BORGO_SETTLE_AFTER_SECONDS ?? pace.settleAfterSeconds,
      batchEverySeconds: values.BORGO_BATCH_EVERY_SECONDS ?? pace.batchEverySeconds,
      spreadSeconds: values.BORGO_SPREAD_SECONDS ?? pace.spreadSeconds,
    },
    argon2: { memoryKib: values.BORGO_ARGON2_MEMORY_KIB, passes: values.BORGO_ARGON2_PASSES },
    relayers: values.BORGO_RELAYERS,
    requests: {
      tillPerSecond: values.BORGO_TILL_REQUESTS_PER_SECOND,
      sourcePerSecond: values.BORGO_SOURCE_REQUESTS_PER_SECOND,
      atOnce: values.BORGO_REQUESTS_AT_ONCE,
    },
    requestSeconds: values.BORGO_REQUEST_SECONDS,
    reconcileEverySeconds: values.BORGO_RECONCILE_EVERY_SECONDS,
    personMonths: values.BORGO_PERSON_MONTHS,
    pollMilliseconds: chain.network === "embedded" ? 300 : chain.blockSeconds * 1000,
  };
}

function chainOf(network: string, rpcUrls: string): Chain {
  const chain = chainNamed(network);
  if (chain === undefined) {
    const names = CHAINS.map((known) => known.network).join(", ");
    throw new ConfigError(`BORGO_NETWORK: "${network}" non è una rete conosciuta. Sono: ${names}.`);
  }
  const own = rpcUrls
    .split(",")
    .map((url) => url.trim())
    .filter((url) => url !== "");
  return own.length > 0 ? { ...chain, rpcUrls: own } : chain;
}

function rolesOf(text: string): ProcessRole[] {
  const roles = text.split(",").map((role) => role.trim());
  const stranger = roles.find((role) => !PROCESS_ROLES.includes(role as ProcessRole));
  if (stranger !== undefined)
    throw new ConfigError(
      `BORGO_ROLES: "${stranger}" non è un ruolo. Sono: ${PROCESS_ROLES.join(", ")}.`,
    );
  return roles as ProcessRole[];
}
