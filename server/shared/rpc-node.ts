/**
 * One node over JSON-RPC. What it says is taken apart into three: an answer, a refusal (the node understood and said
 * no) and a failure (nothing that can be used came back, so another node may be asked).
 */
export type RpcNode = {
  /** For logs and metrics: without user, path and query, where keys are put. */
  readonly host: string;
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
  /** Asks one thing of many in one request. In their order; what the node said no to is a refusal. */
  askMany(method: string, params: readonly (readonly unknown[])[]): Promise<readonly unknown[]>;
};

/** The node said no, in JSON-RPC's words. */
export class RpcRefusal extends Error {
  override readonly name = "RpcRefusal";
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: { code: number; message: string; data?: unknown }) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Nothing usable came back: no line, no time, no JSON, another request's answer, too many requests. */
export class NodeFailure extends Error {
  override readonly name = "NodeFailure";
}

const REQUEST_TIMEOUT_MS = 10_000;
const LIMIT_EXCEEDED = -32_005;
const TOO_MANY_REQUESTS = /rate limit|too many requests|request count|exceeded the quota|capacity/;

/** A node at this address. Keeps connections open, follows no redirect, believes no answer to another question. */
export function createNode(url: string, timeoutMs = REQUEST_TIMEOUT_MS): RpcNode {
  let lastId = 0;
  return {
    host: new URL(url).host,
    ask: (method, params) => ask(url, timeoutMs, { id: (lastId += 1), method, params }),
    askMany: (method, all) =>
      askMany(
        url,
        timeoutMs,
        all.map((params) => ({ id: (lastId += 1), method, params })),
      ),
  };
}

type Question = {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
};

async function ask(url: string, timeoutMs: number, question: Question): Promise<unknown> {
  return resultOf(await exchange(url, timeoutMs, toRpc(question)), question);
}

/** A node that takes no batch says so with one answer for all, or with a refusal: it is asked one by one. */
async function askMany(
  url: string,
  timeoutMs: number,
  questions: readonly Question[],
): Promise<unknown[]> {
  const answers = await exchange(url, timeoutMs, questions.map(toRpc));
  if (!Array.isArray(answers))
    return Promise.all(questions.map((one) => orRefusal(() => ask(url, timeoutMs, one))));
  // They may come in any order.
  const byId = new Map(answers.map((answer: unknown) => [idOf(answer), answer]));
  return Promise.all(questions.map((one) => orRefusal(() => resultOf(byId.get(one.id), one))));
}

async function orRefusal(attempt: () => unknown): Promise<unknown> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof RpcRefusal) return error;
    throw error;
  }
}

function toRpc(question: Question) {
  return { jsonrpc: "2.0", ...question };
}

function idOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "id" in answer ? answer.id : undefined;
}

function resultOf(answer: unknown, question: Question): unknown {
  if (typeof answer !== "object" || answer === null) throw new NodeFailure("no JSON-RPC answer");
  const { id, error, result } = answer as Record<string, unknown>;
  if (id !== question.id) throw new NodeFailure("the answer to another question");
  if (error !== undefined && error !== null) throw refusalOf(error);
  if (result === undefined) throw new NodeFailure("an answer without a result");
  return result;
}

async function exchange(url: string, timeoutMs: number, body: unknown): Promise<unknown> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.status === 429) throw new NodeFailure("too many requests");
    return await answer.json();
  } catch (error) {
    if (error instanceof NodeFailure) throw error;
    throw new NodeFailure(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return "no answer in time";
  const cause = error.cause as { code?: string } | undefined;
  return cause?.code ?? error.message;
}

function refusalOf(error: unknown): RpcRefusal | NodeFailure {
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  if (typeof code !== "number") return new NodeFailure("an error without a code");
  const text = String(message);
  if (code === LIMIT_EXCEEDED && !/range|results|blocks/i.test(text))
    return new NodeFailure("too many requests");
  if (TOO_MANY_REQUESTS.test(text.toLowerCase())) return new NodeFailure("too many requests");
  return new RpcRefusal({ code, message: text, data });
}
