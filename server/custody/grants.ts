import type { Random } from "../shared/random.ts";
import { Fault } from "../shared/problem.ts";
import type { KeyKind } from "./seal-seed.ts";

/**
 * Unsealed seeds that wait for their one signature. The password is checked before the payment's transaction and
 * the signature is made inside it; a grant carries the seed from one to the other without leaving this process.
 */
export type Grants = {
  readonly open: Map<string, Grant>;
  readonly limit: number;
  readonly lifeMs: number;
  readonly random: Random;
};

type Grant = {
  readonly kind: KeyKind;
  readonly seed: Buffer;
  /** Whose connection asked: it ends, its grants end. */
  readonly owner: object;
  readonly timer: NodeJS.Timeout;
};

export const GRANT_LIFE_MS = 10_000;
const GRANTS_LIMIT = 512;
const TOKEN_BYTES = 32;

export function createGrants(random: Random, lifeMs = GRANT_LIFE_MS): Grants {
  return { open: new Map(), limit: GRANTS_LIMIT, lifeMs, random };
}

export function hasRoom({ open, limit }: Grants): boolean {
  return open.size < limit;
}

/** Keeps a seed until it is taken, released or `lifeMs` old, and answers the token that takes it. */
export function keepGrant(grants: Grants, kind: KeyKind, seed: Buffer, owner: object): string {
  const token = grants.random.bytes(TOKEN_BYTES).toString("hex");
  const timer = setTimeout(() => releaseGrant(grants, token), grants.lifeMs).unref();
  grants.open.set(token, { kind, seed, owner, timer });
  return token;
}

/**
 * Takes a grant's seed, once. The caller clears it. Throws a retryable `Fault` where the grant was used, has ended
 * or never was; with the right card and password another can be had.
 */
export function takeGrant(grants: Grants, kind: KeyKind, token: string, owner: object): Buffer {
  const grant = grants.open.get(token);
  if (grant === undefined || grant.kind !== kind || grant.owner !== owner)
    throw new Fault("custody_unreachable", "The grant was used before or has ended.", {
      retryable: true,
    });
  clearTimeout(grant.timer);
  grants.open.delete(token);
  return grant.seed;
}

/** Ends a grant and clears its seed. Nothing happens where it has ended already. */
export function releaseGrant(grants: Grants, token: string): void {
  const grant = grants.open.get(token);
  if (grant === undefined) return;
  clearTimeout(grant.timer);
  grants.open.delete(token);
  grant.seed.fill(0);
}

export function releaseGrantsOf(grants: Grants, owner: object): void {
  for (const [token, grant] of grants.open) if (grant.owner === owner) releaseGrant(grants, token);
}

export function releaseAllGrants(grants: Grants): void {
  for (const token of grants.open.keys()) releaseGrant(grants, token);
}
