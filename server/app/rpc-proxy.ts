import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Hex, keccak256, parseTransaction, recoverTransactionAddress } from "viem";
import { z } from "zod";

import { addressOf, type Hash } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import type { Http } from "./http.ts";

type Deps = {
  readonly db: Database;
  readonly clock: Clock;
  /** Nodes to ask, the first that answers. */
  readonly rpcUrls: readonly string[];
  /** Transactions are passed on only on the embedded chain: elsewhere wallets have their own node. */
  readonly passesTransactions: boolean;
};

/** What a page or an auditor needs to read; nothing that costs the node much or changes it. */
const READING_METHODS = new Set([
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getCode",
  "eth_getLogs",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_maxPriorityFeePerGas",
  "net_version",
  "web3_clientVersion",
]);

const SEND = "eth_sendRawTransaction";
const MOST_BYTES = 512 * 1024;
const MOST_CALLS = 50;
const NODE_TIMEOUT_MS = 15_000;

const rpcCall = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string().max(60),
  params: z.array(z.unknown()).max(10).default([]),
});
const rpcBody = z.union([rpcCall, z.array(rpcCall).min(1).max(MOST_CALLS)]);

type RpcCall = z.infer<typeof rpcCall>;

/**
 * Passes reading calls on to the node, so that a visitor can check the figures without a node of their own. What it may
 * pass on is a list: everything else is refused by name.
 */
export function addRpcProxy(http: Http, deps: Deps): void {
  http.post("/rpc", bodyLimit({ maxSize: MOST_BYTES }), async (context) => {
    const body = rpcBody.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.json(rpcError(null, -32_600, "Richiesta non valida."), 400);
    const calls = Array.isArray(body.data) ? body.data : [body.data];
    const stranger = calls.find((call) => !isAllowed(deps, call));
    if (stranger !== undefined)
      return context.json(
        rpcError(stranger.id, -32_601, `Metodo non ammesso: ${stranger.method}.`),
        403,
      );
    for (const call of calls) if (call.method === SEND) await keepTransaction(deps, call);
    return passOn(context, deps, body.data);
  });
}

function isAllowed({ passesTransactions }: Deps, { method }: RpcCall): boolean {
  return READING_METHODS.has(method) || (passesTransactions && method === SEND);
}

function rpcError(id: RpcCall["id"], code: number, message: string) {
  return { jsonrpc: "2.0", id: id ?? null, error: { code, message } };
}

/** Keeps an officer's signed transaction before the node sees it, so that a node that forgets can be given it again. */
async function keepTransaction({ db, clock }: Deps, { params }: RpcCall): Promise<void> {
  const raw = params[0];
  if (typeof raw !== "string" || !/^0x[0-9a-f]+$/i.test(raw)) return;
  const serialized = raw as Parameters<
    typeof recoverTransactionAddress
  >[0]["serializedTransaction"];
  const sender = await recoverTransactionAddress({ serializedTransaction: serialized }).catch(
    () => undefined,
  );
  if (sender === undefined) return;
  await db
    .insertInto("relayed_transaction")
    .values({
      hash: keccak256(raw as Hex) as Hash,
      sender: addressOf(sender),
      nonce: BigInt(parseTransaction(serialized).nonce ?? 0),
      raw: raw as Hex,
      relayed_at: clock.now(),
    })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .execute();
}

async function passOn(context: Context, { rpcUrls }: Deps, body: unknown): Promise<Response> {
  const json = { "content-type": "application/json" };
  for (const url of rpcUrls) {
    const answer = await fetch(url, {
      method: "POST",
      headers: json,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(NODE_TIMEOUT_MS),
    }).catch(() => undefined);
    if (answer?.ok) return context.body(await answer.text(), 200, json);
  }
  return context.json(rpcError(null, -32_000, "La blockchain non risponde."), 503);
}
