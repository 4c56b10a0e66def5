import { readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

import type { FakeChain } from "./fake-chain.ts";

/** What a fake service answers to one request. A string body goes out as it is, anything else as JSON. */
export type FakeAnswer = {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
};

/** Answers by method and path, e.g. `GET /api/town`; a function sees the request's body. */
export type FakeApi = Record<string, FakeAnswer | ((body: string) => FakeAnswer)>;

export type PageServer = {
  readonly url: string;
  /** Every request to the API so far, as `METHOD /path`. */
  readonly requests: string[];
  close(): Promise<void>;
};

const DIST = process.env["BORGO_DIST"] ?? join(import.meta.dirname, "../../web/dist");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** Serves the built pages, and in the service's place the answers given. Under the pages' own content policy. */
export async function startPageServer(api: FakeApi, chain?: FakeChain): Promise<PageServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void handle(request, response, api, chain, requests).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  api: FakeApi,
  chain: FakeChain | undefined,
  requests: string[],
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname === "/rpc") return answerRpc(await bodyOf(request), response, chain);
  if (!pathname.startsWith("/api/")) return sendPage(pathname, response);
  const key = `${request.method} ${pathname}`;
  requests.push(key);
  const entry = api[key];
  const answer = typeof entry === "function" ? entry(await bodyOf(request)) : entry;
  sendAnswer(response, answer ?? problem(404, "not_found", "Non trovato."));
}

/** A problem document (RFC 9457), as the service refuses. */
export function problem(
  status: number,
  code: string,
  title: string,
  members: Readonly<Record<string, unknown>> = {},
): FakeAnswer {
  const body = { type: `urn:borgo:${code}`, title, status, code, ...members };
  return { status, type: "application/problem+json", body };
}

function sendAnswer(response: ServerResponse, { status = 200, type, body }: FakeAnswer): void {
  response.writeHead(status, { "content-type": type ?? "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body ?? null));
}

function answerRpc(text: string, response: ServerResponse, chain: FakeChain | undefined): void {
  if (chain === undefined) throw new RangeError("This server has no chain.");
  const body = JSON.parse(text) as Parameters<FakeChain["answer"]>[0];
  const answer = Array.isArray(body) ? body.map((call) => chain.answer(call)) : chain.answer(body);
  sendAnswer(response, { body: answer, status: chain.isDown ? 503 : 200 });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function sendPage(pathname: string, response: ServerResponse): Promise<void> {
  const path = join(DIST, normalize(pathname));
  const content = extname(path) === "" ? undefined : await readFile(path).catch(() => undefined);
  const page = content ?? (await readFile(join(DIST, "index.html")));
  const type = content === undefined ? "text/html" : TYPES[extname(path)];
  response.writeHead(200, {
    "content-type": type ?? "application/octet-stream",
    "content-security-policy":
      "default-src 'self'; connect-src 'self' https:; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'",
  });
  response.end(page);
}
