/** One way to the server: headers that guard, errors that explain. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, ask, onSessionEnded, request } from "./http";

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  const fetched = vi.fn<typeof fetch>(async () => new Response(status === 204 ? null : body, { status, headers }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}
const sent = (fetched: ReturnType<typeof answer>) => new Headers(fetched.mock.calls[0]?.[1]?.headers);

afterEach(() => vi.unstubAllGlobals());

describe("requests", () => {
  test("unsafe methods carry the header that foreign pages cannot set, safe ones do not", async () => {
    const post = answer(200, "{}");
    await request("POST", "/api/log-in", { body: { a: 1 } });
    expect(sent(post).get("X-Diaphane-CSRF")).toBe("1");
    expect(post.mock.calls[0]?.[1]?.body).toBe('{"a":1}');
    const get = answer(200, "{}");
    await request("GET", "/api/me");
    expect(sent(get).has("X-Diaphane-CSRF")).toBe(false);
  });
  test("an empty answer is undefined, not an error", async () => {
    answer(204, "");
    await expect(request("POST", "/api/log-out")).resolves.toBeUndefined();
  });
});

describe("errors", () => {
  test("the server's sentence, code and request id come through", async () => {
    answer(409, '{"error":{"code":"email_taken","message":"This address has an account.","request_id":"r1"}}');
    const error: unknown = await ask("GET", "/x").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: "email_taken", message: "This address has an account.", requestId: "r1" });
  });
  test("an answer that is no error of ours still names its request", async () => {
    answer(502, "<html>", { "x-request-id": "r2" });
    await expect(ask("GET", "/x")).rejects.toMatchObject({ status: 502, code: "unexpected_answer", requestId: "r2" });
  });
  test("no answer at all is said as such", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
    await expect(ask("GET", "/x")).rejects.toMatchObject({ status: 0, code: "network" });
  });
  test("a request given up on purpose stays an abort", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new DOMException("stop", "AbortError")));
    await expect(ask("GET", "/x")).rejects.toMatchObject({ name: "AbortError" });
  });
  test("401 is told to whoever keeps the session", async () => {
    answer(401, '{"error":{"code":"no_session","message":"Please log in.","request_id":"r3"}}');
    const ended = vi.fn<() => void>();
    const stop = onSessionEnded(ended);
    await ask("GET", "/x").catch(() => {});
    stop();
    await ask("GET", "/x").catch(() => {});
    expect(ended).toHaveBeenCalledOnce();
  });
});
