import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { Fault } from "./problem.ts";
import { type RpcNode, NodeFailure, RpcRefusal, createNode } from "./rpc-node.ts";

/** What is remembered of a node, for who runs the service. */
export type NodeHealth = {
  readonly host: string;
  readonly isUp: boolean;
  readonly lastFailure: string | undefined;
  /** How often it contradicted what the others agree on, or what a block's own header proves. */
  readonly lies: number;
};

/** Several nodes of one chain: any of them for what cannot hurt, two that agree for what is counted as money. */
export type RpcPool = {
  /** How many nodes have to say the same: two, or one where there is no second. */
  readonly quorum: number;
  /** Asks the healthiest node, then the others; a refusal is an answer. `isGood` turns down what cannot be. */
  ask(method: string, params: readonly unknown[], isGood?: Check): Promise<unknown>;
  /** Asks one thing of many, like `ask`, of one node in one request. In their order; a refusal is an answer. */
  askMany(method: string, params: readonly (readonly unknown[])[]): Promise<readonly unknown[]>;
  /** Asks all nodes and answers what came back, by node. Throws where fewer than the quorum answered. */
  askAll(method: string, params: readonly unknown[]): Promise<readonly NodeAnswer[]>;
  /** Notes that this node said what cannot be true. */
  blame(host: string, what: string): void;
  /** Notes that the nodes contradict each other and it is open which are right, or that they agree again. */
  noteDisagreement(what: string | undefined): void;
  health(): PoolHealth;
};

export type PoolHealth = {
  readonly nodes: readonly NodeHealth[];
  /** Since when, and about what, the nodes contradict each other; nothing is read as final meanwhile. */
  readonly disagreement: { readonly since: Date; readonly what: string } | undefined;
};

export type NodeAnswer = { readonly host: string; readonly value: unknown };
type Check = (value: unknown, host: string) => boolean;

type Deps = { readonly clock: Clock; readonly log: Log };

type Member = RpcNode & {
  failures: number;
  lies: number;
  lastFailure: string | undefined;
  restsUntil: number;
};

const QUORUM = 2;
const FIRST_REST_MS = 250;
const LONGEST_REST_MS = 60_000;

export function createPool(deps: Deps, rpcUrls: readonly string[]): RpcPool {
  const members = rpcUrls.map((url): Member => ({
    ...createNode(url),
    ...{ failures: 0, lies: 0, lastFailure: undefined, restsUntil: 0 },
  }));
  const quorum = Math.min(QUORUM, members.length);
  let disagreement: PoolHealth["disagreement"];
  return {
    quorum,
    ask: (method, params, isGood) =>
      askOne(deps, members, (member) => member.ask(method, params), isGood),
    askMany: async (method, params) => {
      const answers = await askOne(deps, members, (member) => member.askMany(method, params));
      return answers as readonly unknown[];
    },
    askAll: (method, params) => askAll(deps, members, quorum, method, params),
    blame: (host, what) => {
      const liar = members.find((member) => member.host === host);
      if (liar !== undefined) noteLie(deps, liar, what);
    },
    noteDisagreement: (what) => {
      if (what === undefined) disagreement = undefined;
      else disagreement ??= { since: deps.clock.now(), what };
    },
    health: () => ({ nodes: members.map(healthOf), disagreement }),
  };
}

function healthOf({ host, failures, lastFailure, lies }: Member): NodeHealth {
  return { host, isUp: failures === 0, lastFailure, lies };
}

/** Those that work, in the order of the settings; then those that rest, the one whose turn comes first before. */
function inOrder({ clock }: Deps, members: readonly Member[]): Member[] {
  const awake = members.filter((member) => isAwake(member, clock));
  const resting = members.filter((member) => !isAwake(member, clock));
  return [...awake, ...resting.sort((one, other) => one.restsUntil - other.restsUntil)];
}

/** A rest longer than any is a clock that was put back. */
function isAwake({ restsUntil }: Member, clock: Clock): boolean {
  const rest = restsUntil - clock.now().getTime();
  return rest <= 0 || rest > LONGEST_REST_MS;
}

type Question = (member: Member) => Promise<unknown>;

async function askOne(
  deps: Deps,
  members: readonly Member[],
  question: Question,
  isGood: Check = () => true,
): Promise<unknown> {
  let last: unknown;
  for (const member of inOrder(deps, members))
    try {
      const value = await askMember(deps, member, question);
      if (isGood(value, member.host)) return value;
      last = new NodeFailure("an answer that cannot be");
    } catch (error) {
      if (error instanceof RpcRefusal) throw error;
      last = error;
    }
  throw unreachable(last);
}

async function askMember(deps: Deps, member: Member, question: Question): Promise<unknown> {
  try {
    const value = await question(member);
    noteSuccess(deps, member);
    return value;
  } catch (error) {
    if (error instanceof RpcRefusal) noteSuccess(deps, member);
    else noteFailure(deps, member, error);
    throw error;
  }
}

async function askAll(
  deps: Deps,
  members: readonly Member[],
  quorum: number,
  method: string,
  params: readonly unknown[],
): Promise<NodeAnswer[]> {
  const awake = members.filter((member) => isAwake(member, deps.clock));
  const asked = awake.length >= quorum ? awake : inOrder(deps, members).slice(0, quorum);
  const outcomes = await Promise.allSettled(
    asked.map((member) => askMember(deps, member, (one) => one.ask(method, params))),
  );
  const answers = outcomes.flatMap((outcome, index) =>
    outcome.status === "fulfilled" ? [{ host: asked[index]!.host, value: outcome.value }] : [],
  );
  if (answers.length >= quorum) return answers;
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed?.reason instanceof RpcRefusal) throw failed.reason;
  throw unreachable(failed?.reason);
}

function noteSuccess({ log }: Deps, member: Member): void {
  if (member.failures > 0) log.info({ node: member.host }, "the chain's node answers again");
  member.failures = 0;
  member.lastFailure = undefined;
  member.restsUntil = 0;
}

/** The more often in a row, the longer it is left alone: others are asked meanwhile. */
function noteFailure({ clock, log }: Deps, member: Member, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  if (member.failures === 0)
    log.warn({ node: member.host, reason }, "a node of the chain does not answer");
  const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(member.failures, 10));
  member.failures += 1;
  member.lastFailure = reason;
  member.restsUntil = clock.now().getTime() + rest;
}

function noteLie({ log }: Deps, member: Member, what: string): void {
  member.lies += 1;
  log.error({ node: member.host, what }, "a node of the chain says what cannot be true");
}

function unreachable(cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  return new Fault("chain_unreachable", "No node answered.", { retryable: true, cause });
}
