/** A problem document that the service answered with. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(what: string, status: number, problem: Record<string, unknown>) {
    super(`${what}: ${status} ${String(problem["code"] ?? "")} ${String(problem["title"] ?? "")}`);
    this.status = status;
    this.code = String(problem["code"] ?? "");
    this.problem = problem;
  }
}

type Body = { json: unknown } | { csv: Uint8Array<ArrayBuffer> };

/** A browser's share of a conversation with the service: its cookies, and nothing else. */
export class ApiClient {
  readonly url: string;
  readonly #cookies = new Map<string, string>();

  /** `cookies`: a session that was opened at another door of the same service. */
  constructor(url: string, cookies = "") {
    this.url = url.replace(/\/$/, "");
    for (const [, name, value] of cookies.matchAll(/([^=; ]+)=([^;]*)/g))
      this.#cookies.set(name!, value!);
  }

  /** The cookies as a header, for whoever sends the same session's requests in another way. */
  cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The same for a browser's context. */
  browserCookies(): { name: string; value: string; url: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url: this.url }));
  }

  async get<Answer>(path: string): Promise<Answer> {
    return this.#json(await this.#send("GET", path));
  }

  async post<Answer>(path: string, body: Body = { json: {} }): Promise<Answer> {
    return this.#json(await this.#send("POST", path, body));
  }

  async delete(path: string): Promise<void> {
    await this.#send("DELETE", path);
  }

  /** A file as it comes. */
  async file(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.#send("GET", path, undefined, "*/*")).arrayBuffer());
  }

  /** An answer as it comes, for what is not JSON. */
  async send(method: string, path: string, accept: string, body?: Body): Promise<Response> {
    return this.#send(method, path, body, accept);
  }

  /** Sheets as JSON lines, the way an external printer gets them. */
  async sheets<Sheet>(path: string, body: Body = { json: {} }): Promise<Sheet[]> {
    const answer = await this.#send("POST", path, body, "application/x-ndjson");
    const text = await answer.text();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Sheet);
  }

  async #send(method: string, path: string, body?: Body, accept = "application/json") {
    const headers = new Headers({ accept });
    if (this.#cookies.size > 0) headers.set("cookie", this.cookies());
    if (body !== undefined)
      headers.set("content-type", "csv" in body ? "text/csv" : "application/json");
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: "csv" in body ? body.csv : JSON.stringify(body.json) }),
    });
    this.#keepCookies(answer);
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    throw new ApiProblem(`${method} ${path}`, answer.status, problem);
  }

  #keepCookies(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const match = /^([^=]+)=([^;]*)/.exec(line);
      if (match !== null) this.#cookies.set(match[1]!, match[2]!);
    }
  }

  /** Nothing, where the service has nothing to say. */
  async #json<Answer>(answer: Response): Promise<Answer> {
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  }
}
