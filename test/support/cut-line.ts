import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A way to a node that breaks in the middle of a conversation. */
export type CutLine = { readonly url: string; stop(): Promise<void> };

/** Passes everything on until the `last`-th transaction: the node gets that one too, but nobody hears its answer. */
export async function startCutLine(rpcUrl: string, last: number): Promise<CutLine> {
  let sent = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    if (body.includes("eth_sendRawTransaction")) sent += 1;
    if (sent > last) return response.destroy();
    const headers = { "content-type": "application/json" };
    const answer = await fetch(rpcUrl, { method: "POST", headers, body });
    const said = await answer.text();
    if (sent === last && body.includes("eth_sendRawTransaction")) sent += 1;
    if (sent > last) return response.destroy();
    return response.writeHead(answer.status, headers).end(said);
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
