import { randomUUID } from "node:crypto";

import { ApiClient, ApiProblem } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { Offer, OpenOfferThread } from "../../web/src/shared/api/types.ts";

export type OfferTerms = Readonly<Record<string, unknown>>;

/** A table that somebody gives away for local value. */
export function tableOffer(change: OfferTerms = {}): OfferTerms & { id: string } {
  return {
    ...{ id: randomUUID(), side: "offer", kind: "goods", category: "home" },
    ...{ title: "Tavolo di legno", text: "Solido, un po' graffiato.", zone: "Borgo San Rocco" },
    ...{ price: "local", localCents: "1500", days: 30 },
    ...change,
  };
}

/** A card's holder at the noticeboard. */
export class BoardClient {
  readonly #url: string;
  readonly token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  static async open(url: string, { code, password }: CardSheet): Promise<BoardClient> {
    const json = { cardCode: code, password };
    const { token } = await new ApiClient(url).post<{ token: string }>("/api/board/sessions", {
      json,
    });
    return new BoardClient(url, token);
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#json("GET", path);
  }

  post<Answer>(path: string, json: unknown = {}): Promise<Answer> {
    return this.#json("POST", path, { type: "application/json", content: JSON.stringify(json) });
  }

  putUp(change: OfferTerms = {}): Promise<Offer> {
    return this.post("/offers", tableOffer(change));
  }

  async search(query: string): Promise<string[]> {
    const { items } = await this.get<{ items: Offer[] }>(`/offers?${query}`);
    return items.map(({ title }) => title);
  }

  write(about: string, text: string, id: string = randomUUID()): Promise<OpenOfferThread> {
    return this.post(`${about}/messages`, { id, text });
  }

  addPhoto(offerId: string, jpeg: Uint8Array): Promise<{ photoId: string }> {
    const content = Buffer.from(jpeg);
    return this.#json("POST", `/offers/${offerId}/photos`, { type: "image/jpeg", content });
  }

  async #json<Answer>(
    method: string,
    path: string,
    body?: { type: string; content: string | Buffer<ArrayBuffer> },
  ): Promise<Answer> {
    const answer = await this.send(method, path, body);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  }

  async send(
    method: string,
    path: string,
    body?: { type: string; content: string | Buffer<ArrayBuffer> },
  ): Promise<Response> {
    const headers = new Headers({ authorization: `Bearer ${this.token}` });
    if (body !== undefined) headers.set("content-type", body.type);
    const content = body === undefined ? {} : { body: body.content };
    const answer = await fetch(`${this.#url}/api/board${path}`, { method, headers, ...content });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    throw new ApiProblem(`${method} ${path}`, answer.status, problem);
  }
}
