/** One way to the server: JSON in and out, errors as ApiError, the CSRF header on every unsafe method. */

/** What the server said when it refused, or what the browser knew when it could not ask. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came (offline, server away). */
  readonly status: number;
  /** Stable code of the server, `network` when no answer came. */
  readonly code: string;
  /** Names the request in the server's log; null when no answer came. */
  readonly requestId: string | null;

  constructor(status: number, code: string, message: string, requestId: string | null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Headers that every unsafe request must carry: a foreign page cannot set them without a preflight, which the server refuses. */
export const CSRF_HEADERS = { "X-Diaphane-CSRF": "1" } as const;

const sessionEnded = new Set<() => void>();

/** Calls `listener` whenever the server answers 401: the session is over. Returns the way to stop listening. */
export function onSessionEnded(listener: () => void): () => void {
  sessionEnded.add(listener);
  return () => sessionEnded.delete(listener);
}

function isErrorBody(value: unknown): value is { error: { code: string; message: string; request_id?: string } } {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

/** Turns an answer that is not 2xx into an ApiError; reads the body once. */
export async function refusal(response: Response): Promise<ApiError> {
  const header = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body.error.code, body.error.message, body.error.request_id ?? header);
  return new ApiError(response.status, "unexpected_answer", `The server answered ${response.status} without saying why.`, header);
}

/** What a refused request becomes; whoever keeps the session hears of a 401. */
export async function failed(response: Response): Promise<ApiError> {
  const error = await refusal(response);
  if (error.status === 401) for (const listener of sessionEnded) listener();
  return error;
}

/** What a request without an answer becomes; one that was given up on purpose stays an abort. */
export function unreachable(cause: unknown): Error {
  if (cause instanceof DOMException && cause.name === "AbortError") return cause;
  return new ApiError(0, "network", "The server could not be reached. Check the network and try again.", null);
}

/** Sends one request to the server; resolves to the raw 2xx answer, throws ApiError for everything else. */
export async function ask(method: string, path: string, { body, signal }: RequestOptions = {}): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (method !== "GET" && method !== "HEAD") for (const [name, value] of Object.entries(CSRF_HEADERS)) headers.set(name, value);
  if (body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw unreachable(cause);
  }
  if (response.ok) return response;
  throw await failed(response);
}

/** Sends one request and reads the JSON answer; an empty answer gives undefined. */
export async function request<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  const response = await ask(method, path, options);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
