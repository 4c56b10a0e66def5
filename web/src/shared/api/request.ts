import type { Problem } from "./types.ts";

/** The service said no, in its own words (RFC 9457). The title is Italian and meant to be shown. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/**
 * Nobody knows what happened: the line was cut, the answer came too late, or something on the way answered in the
 * service's place. A read may simply be asked again; what was to be changed may have been changed.
 */
export class UnansweredError extends Error {
  override readonly name = "UnansweredError";
}

export type RequestOptions = {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly json?: unknown;
  readonly body?: { readonly type: string; readonly content: Blob };
  readonly accept?: string;
  /** Sent as `Bearer`: a session that lives in this page only. */
  readonly token?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutSeconds?: number;
};

const TIMEOUT_SECONDS = 20;

/** Asks the service; throws a `ProblemError` where it refuses and an `UnansweredError` where it cannot be heard. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const response = await send(path, options);
  if (response.ok) return response;
  throw (await problemOf(response)) ?? new UnansweredError(`${response.status} from ${path}`);
}

export async function requestJson<Answer>(
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  return readJson<Answer>(await request(path, options));
}

export async function readJson<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new UnansweredError(`Cut answer from ${response.url}`, { cause });
  }
}

/** Sends, and answers whatever came back. */
export async function send(path: string, options: RequestOptions): Promise<Response> {
  const { method = "GET", json, body, accept = "application/json", token, signal } = options;
  const ending = endAfter(options.timeoutSeconds ?? TIMEOUT_SECONDS, signal);
  const type = body?.type ?? (json === undefined ? undefined : "application/json");
  try {
    return await fetch(path, {
      method,
      headers: {
        accept,
        ...(type === undefined ? {} : { "content-type": type }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body?.content ?? (json === undefined ? null : JSON.stringify(json)),
      signal: ending,
      credentials: "same-origin",
      cache: "no-store",
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new UnansweredError(`No answer from ${path}`, { cause });
  }
}

/** Ends with the caller's signal or after some seconds. By hand, because phones sold for years lack `AbortSignal.any`. */
function endAfter(seconds: number, signal: AbortSignal | undefined): AbortSignal {
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  if (signal?.aborted === true) end();
  signal?.addEventListener("abort", end, { once: true });
  setTimeout(() => ending.abort(), seconds * 1000);
  return ending.signal;
}

async function problemOf(response: Response): Promise<ProblemError | undefined> {
  if (response.headers.get("content-type")?.startsWith("application/problem+json") !== true)
    return undefined;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  return problem === undefined ? undefined : new ProblemError(problem);
}

/** The refusal's code; `undefined` where the error is of another kind. */
export function problemCode(error: unknown): string | undefined {
  return error instanceof ProblemError ? error.problem.code : undefined;
}
