/** The server's routes as typed functions, their types generated from contract/openapi.json. Nothing outside lib/ knows a path. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./api.gen";
import { CSRF_HEADERS, failed, unreachable } from "./http";

type Schemas = components["schemas"];

export type Region = Schemas["Region"];
export type Me = Schemas["Me"];
export type SignUp = Schemas["SignUp"];
export type PasswordRule = Schemas["PasswordRule"];
export type Token = Schemas["Token"];
/** A DICOM person name in its three groups (PS3.5 section 6.2, value representation PN). */
export type PersonName = Schemas["PersonName"];
/** One study as lists show it. Dates are DICOM `YYYYMMDD`, times `HHMMSS[.ffffff]`, both may be empty. */
export type StudyRow = Schemas["StudyRow"];
export type Study = Schemas["Study"];
export type Series = Schemas["SeriesRow"];
export type ClinicalDocument = Schemas["DocumentRow"];
export type DocumentKind = ClinicalDocument["kind"];
/** Search of the work list; days are `YYYY-MM-DD`. */
export type StudySearch = Schemas["StudySearch"];
export type StudySort = NonNullable<StudySearch["sort"]>;
export type StudyPage = Schemas["StudyPage"];
export type Instance = Schemas["InstanceRow"];
export type Tag = Schemas["Tag"];
/** Files of the quarantine by their ids, or all that came up to a moment, besides some. */
export type QuarantineChosen = Schemas["Chosen"];
export type Video = Schemas["Video"];
export type QuarantineItem = Schemas["QuarantineItem"];
export type QuarantinePage = Schemas["Quarantine"];
/** A series in display order; positions are DICOM LPS millimetres, `spacing_mm` [between rows, between columns], `aspect` [vertical, horizontal]. */
export type Stack = Schemas["Stack"];
/** A presentation state with what it does to each frame of a series. */
export type Presentation = Schemas["Presentation"];
/** The value under one pixel: as stored, and in output units of the modality LUT. */
export type Probe = Schemas["Probe"];
/** What a series holds at a point of the patient. */
export type PointValue = Schemas["PointValue"];
/** How far a registration is, and what it found: LPS mm, degrees about x, then y, then z. */
export interface Registration {
  readonly share: number;
  readonly alignment: {
    readonly translation_mm: readonly [number, number, number];
    readonly rotation_deg: readonly [number, number, number];
    readonly centre_mm: readonly [number, number, number];
    readonly source: "manual" | "registered";
  } | null;
}
/** A file made of what is on the screen: how far it is, 0..1, and its bytes once it is there. */
export type Making = Schemas["Making"];
export type SurfaceOrder = Schemas["SurfaceOrder"];
export type MovieOrder = Schemas["MovieOrder"];
/** How often values occur in a series as a volume. */
export type Histogram = Schemas["Histogram"];
/** Range of one frame's values in output units, padding left out. */
export type ValueSpan = Schemas["ValueSpan"];

const guard: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(CSRF_HEADERS)) request.headers.set(name, value);
  },
  async onResponse({ response }) {
    if (!response.ok) throw await failed(response);
  },
  onError({ error }) {
    return unreachable(error);
  },
};

const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
client.use(guard);

/** The answer of a 2xx; every other one was thrown as ApiError by then. */
async function data<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

const signalled = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
const place = (route: string, id: string, part: string) => `/api/${route}/${encodeURIComponent(id)}/${part}`;

/** Every route of the product's pages; the paths carry identifiers only, never patient data. */
export const api = {
  regions: (signal?: AbortSignal) => data(client.GET("/api/regions", signalled(signal))),
  signUp: (form: SignUp) => data(client.POST("/api/sign-up", { body: form })),
  logIn: (email: string, password: string) => data(client.POST("/api/log-in", { body: { email, password } })),
  logOut: () => data(client.POST("/api/log-out")),
  me: (signal?: AbortSignal) => data(client.GET("/api/me", signalled(signal))),
  changePassword: (current: string, next: string) => data(client.POST("/api/password", { body: { current, new: next } })),
  checkPassword: (password: string, context: string[], signal?: AbortSignal) =>
    data(client.POST("/api/password/check", { body: { password, context }, ...signalled(signal) })),
  tokens: (signal?: AbortSignal) => data(client.GET("/api/tokens", signalled(signal))),
  makeToken: (name: string) => data(client.POST("/api/tokens", { body: { name } })),
  revokeToken: (id: string) => data(client.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: id } } })),
  searchStudies: (search: StudySearch, signal?: AbortSignal) =>
    data(client.POST("/api/studies/search", { body: search, ...signalled(signal) })),
  study: (studyUid: string, signal?: AbortSignal) =>
    data(client.GET("/api/studies/{study_uid}", { params: { path: { study_uid: studyUid } }, ...signalled(signal) })),
  warm: (studyUid: string) => data(client.POST("/api/studies/{study_uid}/warm", { params: { path: { study_uid: studyUid } } })),
  videos: (seriesUid: string, signal?: AbortSignal) =>
    data(client.GET("/api/series/{series_uid}/videos", { params: { path: { series_uid: seriesUid } }, ...signalled(signal) })),
  instances: (seriesUid: string, signal?: AbortSignal) =>
    data(client.GET("/api/series/{series_uid}/instances", { params: { path: { series_uid: seriesUid } }, ...signalled(signal) })),
  stack: (seriesUid: string, signal?: AbortSignal) =>
    data(client.GET("/api/series/{series_uid}/stack", { params: { path: { series_uid: seriesUid } }, ...signalled(signal) })) as Promise<Stack>,
  presentations: (seriesUid: string, signal?: AbortSignal) =>
    data(
      client.GET("/api/series/{series_uid}/presentations", { params: { path: { series_uid: seriesUid } }, ...signalled(signal) }),
    ) as Promise<{ presentations: Presentation[] }>,
  probe: (seriesUid: string, frame: number, x: number, y: number) =>
    data(client.GET("/api/series/{series_uid}/probe", { params: { path: { series_uid: seriesUid }, query: { frame, x, y } } })) as Promise<Probe>,
  range: (seriesUid: string, frame: number, signal?: AbortSignal) =>
    data(client.GET("/api/series/{series_uid}/range", { params: { path: { series_uid: seriesUid }, query: { frame } }, ...signalled(signal) })),
  /** What each series holds at a point of the patient (DICOM LPS mm); null values lie outside of it. */
  values: (seriesUids: string[], point_mm: [number, number, number], phase: number) =>
    data(client.POST("/api/volumes/values", { body: { series_uids: seriesUids, point_mm, phase } })) as Promise<{ values: PointValue[] }>,
  /** The point that a pixel of a projection or 3D picture shows; null where it shows nothing. `scene` as the stream has it. */
  pick: (scene: object, pixel: [number, number], px: [number, number]) =>
    data(client.POST("/api/volumes/pick", { body: { scene: { ...scene }, pixel, px } })) as Promise<{ point_mm: [number, number, number] | null }>,
  /** How a series must be moved to lie over another; asking again keeps it going, silence of ten seconds ends it. */
  register: (movingUid: string, fixedUid: string) =>
    data(client.POST("/api/series/{series_uid}/registration", { params: { path: { series_uid: movingUid } }, body: { onto: fixedUid } })) as Promise<Registration>,
  /** Ask twice a second until `length` is there; ten seconds of silence stop the work. Then take the file by the same order. */
  makeSurface: (order: SurfaceOrder) => data(client.POST("/api/surfaces", { body: order })),
  takeSurface: (order: SurfaceOrder) => data(client.POST("/api/surfaces/file", { body: order, parseAs: "blob" })) as Promise<Blob>,
  makeMovie: (order: MovieOrder) => data(client.POST("/api/movies", { body: order })),
  takeMovie: (order: MovieOrder) => data(client.POST("/api/movies/file", { body: order, parseAs: "blob" })) as Promise<Blob>,
  histogram: (seriesUid: string, phase = 0) =>
    data(client.GET("/api/series/{series_uid}/histogram", { params: { path: { series_uid: seriesUid }, query: { phase } } })),
  /** The one socket of the viewer (contract/stream.md). */
  viewSocket: () => `${location.origin.replace(/^http/, "ws")}/api/view`,
  tags: (sopUid: string, signal?: AbortSignal) =>
    data(client.GET("/api/instances/{sop_uid}/tags", { params: { path: { sop_uid: sopUid } }, ...signalled(signal) })),
  instanceFile: (sopUid: string) => place("instances", sopUid, "file"),
  documentContent: (id: string) => place("documents", id, "content"),
  quarantine: (query: { limit: number; after?: string; oldest_first?: boolean }, signal?: AbortSignal) =>
    data(client.GET("/api/quarantine", { params: { query }, ...signalled(signal) })),
  quarantineContent: (id: string) => place("quarantine", id, "content"),
  deleteQuarantined: (chosen: QuarantineChosen) => data(client.POST("/api/quarantine/delete", { body: chosen })),
  quarantineArchive: (chosen: QuarantineChosen) => data(client.POST("/api/quarantine/archive", { body: chosen, parseAs: "blob" })),
};
