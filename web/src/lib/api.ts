/** The server's routes as typed functions. Nothing outside lib/ knows a path. */
import { request } from "./http";

export interface Region {
  id: string;
  city: string;
  country: string;
}

export interface Me {
  user: { id: string; name: string; email: string };
  account: { id: string; organisation: string; region: Region };
  session: { idle_expires_at: string };
}

export interface SignUp {
  organisation: string;
  name: string;
  email: string;
  password: string;
  region: string;
}

export interface PasswordRule {
  code: string;
  message: string;
  ok: boolean;
}

/** A DICOM person name in its three groups (PS3.5 section 6.2, value representation PN). */
export interface PersonName {
  alphabetic: string;
  ideographic: string;
  phonetic: string;
}

/** One study as lists show it. Dates are DICOM `YYYYMMDD` or ISO `YYYY-MM-DD`, times `HHMMSS` or `HH:MM:SS`. */
export interface StudyRow {
  study_uid: string;
  patient: { name: PersonName; id: string; birth_date: string | null; sex: string | null };
  study_date: string | null;
  study_time: string | null;
  description: string;
  accession: string;
  referring_physician: PersonName | string;
  institution: string;
  modalities: string[];
  series_count: number;
  instance_count: number;
  document_count: number;
  bytes: number;
  received_at: string;
  body_part: string;
}

export interface Series {
  series_uid: string;
  number: number | null;
  modality: string;
  description: string;
  body_part: string;
  instance_count: number;
  bytes: number;
  frame_count: number;
  viewable: boolean;
  reason?: string | null;
  thumbnail: string | null;
  date: string | null;
  time: string | null;
}

export type DocumentKind = "pdf" | "image" | "text" | "office" | "video" | "other";

export interface ClinicalDocument {
  id: string;
  title: string;
  kind: DocumentKind;
  media_type: string;
  bytes: number;
  received_at: string;
}

export interface Study extends StudyRow {
  series: Series[];
  documents: ClinicalDocument[];
}

export type StudySort = "-received" | "received" | "-study_date" | "study_date" | "patient_name";

export interface StudySearch {
  q?: string;
  patient_name?: string;
  patient_id?: string;
  accession?: string;
  modalities?: string[];
  date_from?: string;
  date_to?: string;
  sort?: StudySort;
  limit: number;
  after?: string;
}

export interface StudyPage {
  studies: StudyRow[];
  next: string | null;
  total: number | null;
}

export interface Instance {
  sop_uid: string;
  number: number | null;
  sop_class: string;
  transfer_syntax: string;
  rows: number | null;
  columns: number | null;
  frames: number;
  bytes: number;
}

export interface Tag {
  tag: string;
  keyword: string;
  name: string;
  vr: string;
  vm: number | string;
  value: string;
  depth: number;
}

export interface QuarantineItem {
  id: string;
  name: string;
  reason_code: string;
  reason: string;
  bytes: number;
  received_at: string;
}

/** Every route of the product's pages; the paths carry identifiers only, never patient data. */
export const api = {
  regions: (signal?: AbortSignal) => request<{ regions: Region[] }>("GET", "/api/regions", { signal }),
  signUp: (form: SignUp) => request<Me>("POST", "/api/sign-up", { body: form }),
  logIn: (email: string, password: string) => request<Me>("POST", "/api/log-in", { body: { email, password } }),
  logOut: () => request<void>("POST", "/api/log-out"),
  me: (signal?: AbortSignal) => request<Me>("GET", "/api/me", { signal }),
  changePassword: (current: string, next: string) => request<void>("POST", "/api/password", { body: { current, new: next } }),
  checkPassword: (password: string, context: string[], signal?: AbortSignal) =>
    request<{ ok: boolean; rules: PasswordRule[] }>("POST", "/api/password/check", { body: { password, context }, signal }),
  searchStudies: (search: StudySearch, signal?: AbortSignal) =>
    request<StudyPage>("POST", "/api/studies/search", { body: search, signal }),
  study: (studyUid: string, signal?: AbortSignal) =>
    request<Study>("GET", `/api/studies/${encodeURIComponent(studyUid)}`, { signal }),
  instances: (seriesUid: string, signal?: AbortSignal) =>
    request<{ instances: Instance[] }>("GET", `/api/series/${encodeURIComponent(seriesUid)}/instances`, { signal }),
  tags: (sopUid: string, signal?: AbortSignal) =>
    request<{ tags: Tag[] }>("GET", `/api/instances/${encodeURIComponent(sopUid)}/tags`, { signal }),
  instanceFile: (sopUid: string) => `/api/instances/${encodeURIComponent(sopUid)}/file`,
  documentContent: (id: string) => `/api/documents/${encodeURIComponent(id)}/content`,
  quarantine: (signal?: AbortSignal) => request<{ items: QuarantineItem[] }>("GET", "/api/quarantine", { signal }),
  quarantineContent: (id: string) => `/api/quarantine/${encodeURIComponent(id)}/content`,
  deleteQuarantined: (id: string) => request<void>("DELETE", `/api/quarantine/${encodeURIComponent(id)}`),
};
