import { createHash } from "node:crypto";
import { Agent, request } from "node:http";

import { showsWork, workText } from "../../core/campaign/visit-work.ts";
import { ApiProblem } from "../../scripts/scenario/api-client.ts";

const BROWSER =
  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36";

export type Challenge = { challenge: string; workBits: number; staySeconds: number };
type VisitInput = { challenge: string; answer: number; token?: string };

/** Somebody at an address of their own, of the many that one machine has to itself (127.0.0.0/8). */
export class Visitor {
  readonly #url: string;
  /** As the service knows it. */
  readonly source: string;
  readonly #userAgent: string;
  readonly #agent = new Agent({ maxSockets: 50 });

  constructor(url: string, place: number, userAgent = BROWSER) {
    this.#url = url;
    this.source = `127.0.${1 + (place >> 8)}.${place & 255}`;
    this.#userAgent = userAgent;
  }

  challenge(initiative: string): Promise<Challenge> {
    return this.send("GET", `/api/initiatives/${initiative}/challenge`);
  }

  visit(initiative: string, visit: VisitInput): Promise<void> {
    return this.send("POST", `/api/initiatives/${initiative}/visits`, visit);
  }

  /** Throws the problem where it is refused. */
  async send<Answer>(method: string, path: string, json?: unknown): Promise<Answer> {
    const { status, text } = await this.#exchange(method, path, json);
    if (status < 300) return (text === "" ? undefined : JSON.parse(text)) as Answer;
    const problem = JSON.parse(text) as Record<string, unknown>;
    throw new ApiProblem(`${method} ${path}`, status, problem);
  }

  #exchange(method: string, path: string, json: unknown) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = {
      "user-agent": this.#userAgent,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const [localAddress, agent] = [this.source, this.#agent];
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        `${this.#url}${path}`,
        { method, headers, localAddress, agent },
        (got) => {
          const parts: Buffer[] = [];
          got.on("data", (part: Buffer) => parts.push(part));
          got.on("end", () =>
            resolve({ status: got.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
          );
          got.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

/** A challenge with the answer that a browser finds by trying. */
export function solve({ challenge, workBits }: Challenge): VisitInput {
  for (let answer = 0; ; answer += 1) {
    const digest = createHash("sha256").update(workText(challenge, answer)).digest();
    if (showsWork(digest, workBits)) return { challenge, answer };
  }
}
