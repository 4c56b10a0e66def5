import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import type { Verifier } from "#core/chain/chains.ts";

type Kind = Verifier["kind"];

/**
 * How a verifier behaves: it verifies at once; only after it was asked for patience; says that it knows the contract;
 * refuses it; fails; answers no JSON; never answers; never ends.
 */
export type Part =
  | "verifies"
  | "takes its time"
  | "knows it"
  | "refuses"
  | "fails"
  | "rambles"
  | "is silent"
  | "never ends";

/** What a verifier was given for one contract. */
export type Given = {
  readonly kind: Kind;
  readonly chainId: string | undefined;
  readonly address: string;
  readonly input: {
    language: string;
    sources: Record<string, { content: string }>;
    settings: object;
  };
  readonly compilerVersion: string;
  readonly identifier: string;
  readonly constructorArguments: string | undefined;
};

type Reply = { readonly status: number; readonly body: unknown };

export const ETHERSCAN_KEY = "A1B2C3";
const LOOKS_BEFORE_END = 2;

/** The APIs of Sourcify, Blockscout and Etherscan on one server of this machine. */
export class FakeVerifiers {
  readonly parts: Record<Kind, Part> = {
    sourcify: "verifies",
    blockscout: "verifies",
    etherscan: "verifies",
  };
  readonly given: Given[] = [];
  /** Every question, for tests of who was asked what. */
  readonly asked: { readonly kind: Kind; readonly what: string }[] = [];
  readonly #server: Server;
  readonly #known = new Set<string>();
  readonly #looks = new Map<string, number>();
  readonly #sentAway = new Set<string>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeVerifiers> {
    const fake = new FakeVerifiers();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  url(kind: Kind): string {
    const base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      sourcify: `${base}/s/server`,
      blockscout: `${base}/b/api`,
      etherscan: `${base}/e/v2/api`,
    }[kind];
  }

  /** As the command takes them. */
  get flags(): string[] {
    return (Object.keys(this.parts) as Kind[]).flatMap((kind) => [
      "--verifier",
      `${kind}=${this.url(kind)}`,
    ]);
  }

  /** As new: it verifies, and knows no contract. */
  forget(): void {
    this.playAll("verifies");
    this.given.length = 0;
    this.asked.length = 0;
    this.#known.clear();
    this.#looks.clear();
    this.#sentAway.clear();
  }

  playAll(part: Part): void {
    for (const kind of Object.keys(this.parts) as Kind[]) this.parts[kind] = part;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://verifier");
    const kind = { s: "sourcify", b: "blockscout", e: "etherscan" }[url.pathname[1]!] as Kind;
    const part = this.parts[kind];
    const body = await text(request);
    this.asked.push({ kind, what: `${request.method} ${url.pathname}${url.search}` });
    if (part === "is silent") return;
    if (part === "fails") return void response.writeHead(500).end("{}");
    if (part === "rambles") return void response.writeHead(200).end("<html>Welcome</html>");
    const reply =
      kind === "sourcify"
        ? this.#sourcify(url.pathname.replace("/s/server", ""), body)
        : this.#etherscan(kind, url.searchParams, new URLSearchParams(body));
    response.writeHead(reply.status, { "content-type": "application/json" });
    response.end(JSON.stringify(reply.body));
  }

  #sourcify(path: string, body: string): Reply {
    const [, version, what, first, second] = path.split("/");
    const refuse = (status: number, customCode: string, message: string): Reply => ({
      status,
      body: { customCode, message, errorId: "1" },
    });
    if (version !== "v2") return refuse(404, "route_not_found", "No such route");
    const contract = (address: string, match: string | null) => ({
      ...{ match, creationMatch: match, runtimeMatch: match },
      ...{ chainId: first, address },
    });
    if (what === "contract") {
      const isKnown = this.#known.has(`sourcify ${second}`);
      return {
        status: isKnown ? 200 : 404,
        body: contract(second!, isKnown ? "exact_match" : null),
      };
    }
    if (body === "") {
      const step = this.#look("sourcify", first!);
      const error = { customCode: "no_match", message: "The bytecodes do not match", errorId: "1" };
      return {
        status: 200,
        body: {
          ...{ isJobCompleted: step !== "pending", verificationId: first, jobStartTime: "-" },
          contract: contract(first!, step === "pass" ? "exact_match" : null),
          ...(step === "fail" ? { error } : {}),
        },
      };
    }
    const { stdJsonInput, compilerVersion, contractIdentifier } = JSON.parse(body);
    this.#note({
      ...{ kind: "sourcify", chainId: first, address: second!, input: stdJsonInput },
      ...{ compilerVersion, identifier: contractIdentifier, constructorArguments: undefined },
    });
    if (this.#isSentAway("sourcify", second!))
      return refuse(429, "duplicate_verification_request", "It is being verified");
    if (this.parts.sourcify === "knows it")
      return refuse(409, "already_verified", "It is verified");
    return { status: 202, body: { verificationId: second } };
  }

  #etherscan(kind: Kind, query: URLSearchParams, form: URLSearchParams): Reply {
    const say = (status: string, result: unknown): Reply => ({
      status: 200,
      body: { status, message: status === "1" ? "OK" : "NOTOK", result },
    });
    if (query.get("module") !== "contract") return say("0", "Missing Or invalid Module name");
    if (kind === "etherscan" && query.get("apikey") !== ETHERSCAN_KEY)
      return say("0", "Invalid API Key (#err2)|1");
    switch (query.get("action")) {
      case "getsourcecode": {
        const isKnown = this.#known.has(`${kind} ${query.get("address")}`);
        return say("1", [{ SourceCode: isKnown ? "{{}}" : "" }]);
      }
      case "checkverifystatus": {
        const step = this.#look(kind, query.get("guid")!);
        if (step === "pass") return say("1", "Pass - Verified");
        return say("0", step === "pending" ? "Pending in queue" : "Fail - Unable to verify");
      }
      default:
        return this.#take(kind, query, form, say);
    }
  }

  #take(
    kind: Kind,
    query: URLSearchParams,
    form: URLSearchParams,
    say: (status: string, result: unknown) => Reply,
  ): Reply {
    if (form.get("codeformat") !== "solidity-standard-json-input")
      return say("0", "Missing codeformat field");
    const address = form.get("contractaddress")!;
    this.#note({
      ...{ kind, address, chainId: query.get("chainid") ?? undefined },
      input: JSON.parse(form.get("sourceCode")!),
      compilerVersion: form.get("compilerversion")!,
      identifier: form.get("contractname")!,
      constructorArguments: form.get("constructorArguments")!,
    });
    if (this.#isSentAway(kind, address))
      return say("0", `Unable to locate ContractCode at ${address}`);
    if (this.parts[kind] === "knows it") return say("0", "Contract source code already verified");
    return say("1", address);
  }

  #note(given: Given): void {
    this.given.push(given);
  }

  /** Whether it is sent away this time, to come back later. */
  #isSentAway(kind: Kind, address: string): boolean {
    const key = `${kind} ${address}`;
    if (this.parts[kind] !== "takes its time" || this.#sentAway.has(key)) return false;
    this.#sentAway.add(key);
    return true;
  }

  /** The address serves as the ticket. */
  #look(kind: Kind, address: string): "pending" | "pass" | "fail" {
    const part = this.parts[kind];
    const key = `${kind} ${address}`;
    const looks = (this.#looks.get(key) ?? 0) + 1;
    this.#looks.set(key, looks);
    if (part === "never ends") return "pending";
    if (part === "takes its time" && looks <= LOOKS_BEFORE_END) return "pending";
    if (part === "refuses") return "fail";
    this.#known.add(key);
    return "pass";
  }
}
