import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a node, or the line to it, can do wrong with one request. */
export const RPC_FAULTS = [
  "lost_before",
  "lost_after",
  "duplicate",
  "rate_limit",
  "truncated",
  "wrong_id",
  "garbage",
  "stale_head",
  "null_receipt",
  "forged_receipt",
  "forged_log",
  "omitted_logs",
  "changed_log",
  "changed_calldata",
  "other_block",
  "refused_range",
  "no_batches",
] as const;
export type RpcFault = (typeof RPC_FAULTS)[number];

/** A line to a node on which things go wrong as the chooser says. */
export type FaultProxy = {
  readonly url: string;
  readonly host: string;
  /** How often each fault was done. */
  readonly done: ReadonlyMap<RpcFault, number>;
  /** Requests that came, by method. */
  readonly asked: ReadonlyMap<string, number>;
  choose(chooser: FaultChooser): void;
  stop(): Promise<void>;
};

export type FaultChooser = (method: string, params: readonly unknown[]) => RpcFault | undefined;

type Call = { id: unknown; method: string; params: unknown[] };
type Answer = { id?: unknown; result?: unknown; error?: unknown };
type Fields = Record<string, unknown>;

export async function startFaultProxy(
  nodeUrl: string,
  first: FaultChooser = () => undefined,
): Promise<FaultProxy> {
  let chooser = first;
  const done = new Map<RpcFault, number>();
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await textOf(request)) as Call | Call[];
    if (Array.isArray(body)) return handleMany(body, response);
    const call = body;
    count(asked, call.method);
    const fault = chooser(call.method, call.params);
    const isDone = await answerWith(nodeUrl, call, fault, response);
    if (fault !== undefined && isDone) count(done, fault);
  }
  /** Several calls in one request meet one fault, of the line: all of them, or none. */
  async function handleMany(calls: Call[], response: ServerResponse): Promise<void> {
    for (const { method } of calls) count(asked, method);
    const fault = chooser(calls[0]!.method, calls[0]!.params);
    const answers = await answerMany(nodeUrl, calls, fault, response);
    if (fault !== undefined && answers) count(done, fault);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: `http://${host}`, host, done, asked },
    choose: (next) => void (chooser = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function passOn(nodeUrl: string, call: Call): Promise<Answer> {
  return (await post(nodeUrl, { jsonrpc: "2.0", ...call })) as Answer;
}

async function post(nodeUrl: string, body: unknown): Promise<unknown> {
  const answer = await fetch(nodeUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function answerMany(
  nodeUrl: string,
  calls: readonly Call[],
  fault: RpcFault | undefined,
  response: ServerResponse,
): Promise<boolean> {
  if (fault === "lost_before") return lose(response);
  if (fault === "rate_limit") return send(response, "slow down", 429);
  if (fault === "garbage") return send(response, "<html>502 Bad Gateway</html>");
  if (fault === "no_batches") {
    const error = { code: -32_600, message: "batches are not supported" };
    return send(response, JSON.stringify({ jsonrpc: "2.0", id: null, error }));
  }
  const answers = (await post(nodeUrl, calls)) as Answer[];
  if (fault === "lost_after") return lose(response);
  if (fault === "truncated") return send(response, JSON.stringify(answers).slice(0, -2));
  const isOff = fault === "wrong_id";
  const given = isOff ? answers.map((answer) => ({ ...answer, id: -1 })) : answers;
  send(response, JSON.stringify(given));
  return isOff;
}

/** Answers whether the fault had anything to spoil. */
async function answerWith(
  nodeUrl: string,
  call: Call,
  fault: RpcFault | undefined,
  response: ServerResponse,
): Promise<boolean> {
  if (fault === "lost_before") return lose(response);
  if (fault === "rate_limit") return send(response, "slow down", 429);
  if (fault === "garbage") return send(response, "<html>502 Bad Gateway</html>");
  if (fault === "refused_range") {
    if (call.method !== "eth_getLogs") return pass(response, await passOn(nodeUrl, call));
    const error = { code: -32_602, message: "block range is too wide" };
    return send(response, JSON.stringify({ jsonrpc: "2.0", id: call.id, error }));
  }
  if (fault === "duplicate") await passOn(nodeUrl, call);
  const answer = await passOn(nodeUrl, fault === "stale_head" ? staleCall(call) : call);
  if (fault === "lost_after") return lose(response);
  if (fault === "truncated") return send(response, JSON.stringify(answer).slice(0, -2));
  if (fault === "wrong_id") return send(response, JSON.stringify({ ...answer, id: -1 }));
  const before = JSON.stringify(answer.result);
  const result = spoil(fault, call, answer.result);
  send(response, JSON.stringify(answer.error ? answer : { ...answer, result }));
  return fault === "duplicate" || fault === "stale_head" || JSON.stringify(result) !== before;
}

function lose(response: ServerResponse): true {
  response.destroy();
  return true;
}

function send(response: ServerResponse, text: string, status = 200): true {
  response.writeHead(status, { "content-type": "application/json" }).end(text);
  return true;
}

function pass(response: ServerResponse, answer: Answer): false {
  send(response, JSON.stringify(answer));
  return false;
}

/** An old block for the newest: what a node that fell behind says. */
function staleCall(call: Call): Call {
  const isHead = call.method === "eth_getBlockByNumber" && /^[a-z]/.test(String(call.params[0]));
  return isHead ? { ...call, params: ["0x1", ...call.params.slice(1)] } : call;
}

const OTHER_WORD = `0x${"42".repeat(32)}`;

function spoil(fault: RpcFault | undefined, { method }: Call, result: unknown): unknown {
  if (result === null || result === undefined) return result;
  if (method === "eth_getLogs") return spoilLogs(fault, result as Fields[]);
  if (method === "eth_getBlockReceipts")
    return (result as Fields[]).map((receipt) => spoilReceipt(fault, receipt));
  if (method === "eth_getTransactionReceipt")
    return fault === "null_receipt" ? null : spoilReceipt(fault, result as Fields);
  if (method === "eth_getTransactionByHash" && fault === "changed_calldata")
    return { ...(result as Fields), input: "0xdeadbeef" };
  if (method === "eth_getBlockByNumber" && fault === "other_block")
    return { ...(result as Fields), hash: OTHER_WORD };
  return result;
}

function spoilLogs(fault: RpcFault | undefined, logs: Fields[]): Fields[] {
  const last = logs.at(-1);
  if (last === undefined) return logs;
  if (fault === "omitted_logs") return [];
  if (fault === "forged_log") return [...logs, { ...last, logIndex: "0xfff", data: OTHER_WORD }];
  if (fault === "changed_log") return [...logs.slice(0, -1), { ...last, data: OTHER_WORD }];
  return logs;
}

function spoilReceipt(fault: RpcFault | undefined, receipt: Fields): Fields {
  if (fault === "forged_receipt") {
    const status = receipt["status"] === "0x1" ? "0x0" : "0x1";
    return { ...receipt, status };
  }
  return { ...receipt, logs: spoilLogs(fault, receipt["logs"] as Fields[]) };
}
