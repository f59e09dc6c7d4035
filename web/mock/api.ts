/** A twin of the server's routes with made-up data, as a Vite plugin: for looking at the pages, never shipped. */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import type { StudyRow, StudySearch, Token } from "../src/lib/api.ts";
import { DOCUMENTS, quarantine, REGIONS, study, studyRow, TAGS } from "./data.ts";
import { answerEvents, tellEverybody } from "./events.ts";
import { pdf, picture } from "./files.ts";

const COUNT = Number(process.env["DIAPHANE_MOCK_STUDIES"] ?? 1200);
const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const started = Date.now();
const rows: StudyRow[] = Array.from({ length: COUNT }, (_, index) => studyRow(index, started));
let waiting = quarantine(started);
let loggedIn = false;
const tokens: Token[] = [{ id: "t1", name: "CT gateway", created_at: new Date(started - 4e8).toISOString(), last_used_at: new Date(started - 6e5).toISOString() }];
const ME = {
  user: { id: "u1", name: "Dr. Mira Solberg", email: "mira.solberg@example.org" },
  account: { id: "a1", organisation: "Fjord Imaging", region: REGIONS[0] },
  session: { idle_expires_at: new Date(started + 1_800_000).toISOString() },
};

type Answer = { status: number; body?: unknown; bytes?: Buffer; type?: string };
const json = (body: unknown, status = 200): Answer => ({ status, body });
const refuse = (status: number, code: string, message: string): Answer => json({ error: { code, message, request_id: "01J9ZK3Q4W" } }, status);

function matches(row: StudyRow, search: StudySearch): boolean {
  const name = row.patient.name.alphabetic.replace("^", " ").toLowerCase();
  const hay = `${name} ${row.patient.name.ideographic} ${row.patient.id} ${row.accession} ${row.description}`.toLowerCase();
  if (search.q && !search.q.toLowerCase().split(/\s+/).every((word) => hay.includes(word))) return false;
  if (search.patient_name && !name.includes(search.patient_name.toLowerCase())) return false;
  if (search.patient_id && row.patient.id !== search.patient_id) return false;
  if (search.accession && row.accession !== search.accession) return false;
  if (search.modalities && !search.modalities.some((code) => row.modalities.includes(code))) return false;
  const date = row.study_date ?? "";
  return !(search.date_from && date < search.date_from) && !(search.date_to && date > search.date_to);
}

const ORDERS: Record<string, (a: StudyRow, b: StudyRow) => number> = {
  "-received": (a, b) => b.received_at.localeCompare(a.received_at),
  received: (a, b) => a.received_at.localeCompare(b.received_at),
  "-study_date": (a, b) => (b.study_date ?? "").localeCompare(a.study_date ?? ""),
  study_date: (a, b) => (a.study_date ?? "").localeCompare(b.study_date ?? ""),
  patient_name: (a, b) => a.patient.name.alphabetic.localeCompare(b.patient.name.alphabetic),
};

function searchStudies(search: StudySearch): Answer {
  const found = rows.filter((row) => matches(row, search)).toSorted(ORDERS[search.sort ?? "-received"]);
  const from = search.after ? Number(search.after) : 0;
  const limit = search.limit ?? 50;
  const page = found.slice(from, from + limit);
  return json({ studies: page, next: from + limit < found.length ? String(from + limit) : null, total: found.length });
}

function checkPassword(password: string, context: string[]): Answer {
  const lower = password.toLowerCase();
  const words = context.flatMap((text) => text.toLowerCase().split(/[^a-z]+/)).filter((word) => word.length > 3);
  const rules = [
    { code: "length", message: "at least 8 characters", ok: password.length >= 8 },
    { code: "upper", message: "an upper-case letter", ok: /\p{Lu}/u.test(password) },
    { code: "lower", message: "a lower-case letter", ok: /\p{Ll}/u.test(password) },
    { code: "special", message: "a special character", ok: /[^\p{L}\p{N}]/u.test(password) },
    { code: "common", message: "not a common password", ok: !["password", "welcome"].some((word) => lower.startsWith(word)) },
    { code: "context", message: "not your name", ok: !words.some((word) => lower.includes(word)) },
  ];
  return json({ ok: rules.every((rule) => rule.ok), rules });
}

/** Answers of one method and path; the body is parsed JSON. */
function route(method: string, path: string, body: Record<string, unknown>): Answer {
  const call = `${method} ${path}`;
  if (call === "GET /api/regions") return json({ regions: REGIONS });
  if (call === "POST /api/password/check") return checkPassword(String(body["password"]), (body["context"] ?? []) as string[]);
  if (call === "POST /api/log-in" || call === "POST /api/sign-up") {
    if (body["password"] === "wrong") return refuse(401, "accounts.wrong", "The e-mail address or the password is wrong.");
    loggedIn = true;
    return json(ME, call.endsWith("sign-up") ? 201 : 200);
  }
  if (!loggedIn) return refuse(401, "no_session", "Please log in.");
  if (call === "GET /api/me") return json(ME);
  if (call === "POST /api/log-out") {
    loggedIn = false;
    return { status: 204 };
  }
  if (call === "POST /api/password") return { status: 204 };
  if (call === "POST /api/studies/search") {
    if (body["q"] === "broken") return refuse(500, "internal", "The search could not be carried out. Nothing is lost; please try again.");
    return searchStudies(body as unknown as StudySearch);
  }
  if (call === "GET /api/tokens") return json({ tokens });
  if (call === "POST /api/tokens") {
    const token = { id: `t${tokens.length + 1}`, name: String(body["name"]), created_at: new Date().toISOString(), last_used_at: null };
    tokens.push(token);
    return json({ ...token, token: "dph_9tq2mXc7Vw4kS1rYb8ZfJ0pLhN3uEaGd" }, 201);
  }
  if (call === "GET /api/quarantine") return json({ items: waiting, next: null, total: waiting.length });
  const [, , kind, id = "", part] = path.split("/");
  if (kind === "quarantine" && method === "DELETE") {
    waiting = waiting.filter((item) => item.id !== id);
    return { status: 204 };
  }
  return method === "GET" ? one(kind ?? "", id, part) : refuse(404, "not_found", "There is nothing here.");
}

function one(kind: string, id: string, part: string | undefined): Answer {
  if (kind === "studies") {
    const row = rows.find((each) => each.study_uid === id);
    return row ? json(study(row)) : refuse(404, "not_found", "There is no such study in your account.");
  }
  if (kind === "series" && part === "thumbnail") return { status: 200, bytes: Buffer.from(picture(id)), type: "image/svg+xml" };
  if (kind === "series") {
    const instances = Array.from({ length: 169 }, (_, at) => ({ sop_uid: `${id}.${at + 1}`, number: at + 1, sop_class: "", transfer_syntax: "", rows: 512, columns: 512, frames: 1, bytes: 526_300 }));
    return json({ instances });
  }
  if (kind === "instances" && part === "tags") return json({ tags: TAGS });
  const document = DOCUMENTS.find((each) => each.id === id);
  if (kind !== "documents" || !document) return refuse(404, "not_found", "There is nothing here.");
  if (document.kind === "pdf") return { status: 200, bytes: pdf(), type: "application/pdf" };
  if (document.kind === "image") return { status: 200, bytes: Buffer.from(picture("scan")), type: "image/svg+xml" };
  return { status: 200, bytes: Buffer.from("Discharge summary\n\nThe patient was seen on ward 4 and left in good condition.\n"), type: "text/plain" };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const body = await read(request);
  if (path === "/api/mock/arrive") {
    const row = { ...studyRow(COUNT + rows.length, Date.now()), received_at: new Date().toISOString() };
    rows.unshift(row);
    tellEverybody({ type: "study", study_uid: row.study_uid });
    response.end();
    return;
  }
  const { status, body: out, bytes, type } = route(request.method ?? "GET", path, body);
  response.statusCode = status;
  response.setHeader("Content-Type", type ?? "application/json");
  response.end(bytes ?? (out === undefined ? undefined : JSON.stringify(out)));
}

const middleware: Connect.NextHandleFunction = (request, response, next) => {
  if (request.url?.startsWith("/api/")) void answer(request, response);
  else {
    response.setHeader("Content-Security-Policy", CSP);
    next();
  }
};

export function mockApi(): Plugin {
  return {
    name: "diaphane:mock-api",
    configurePreviewServer(server) {
      server.middlewares.use(middleware);
      server.httpServer.on("upgrade", answerEvents);
    },
  };
}
