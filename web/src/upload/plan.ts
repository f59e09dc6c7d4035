/** What was found, by patient and study, and in which batches it is sent. Pure. */
import type { Scanned } from "./types";

export interface StudyGroup {
  /** Study Instance UID; "" gathers what only the server can place. */
  studyUid: string;
  patientName: string;
  patientId: string;
  birthDate: string;
  studyDate: string;
  description: string;
  modalities: string[];
  series: number;
  /** Indexes into the scanned list, documents that lie beside included. */
  files: number[];
  documents: number;
  bytes: number;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

/** The study of the nearest folder upwards that holds exactly one; "" when that is not clear. */
function studyBeside(path: string, studies: Map<string, Set<string>>): string {
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    const there = studies.get(folder);
    if (there?.size === 1) return [...there][0] ?? "";
    if ((there && there.size > 1) || folder === "") return "";
  }
}

function studiesByFolder(files: Scanned[]): Map<string, Set<string>> {
  const byFolder = new Map<string, Set<string>>();
  for (const { path, header } of files) {
    if (!header) continue;
    for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
      const there = byFolder.get(folder) ?? new Set<string>();
      byFolder.set(folder, there.add(header.studyUid));
      if (folder === "") break;
    }
  }
  return byFolder;
}

/** Groups scanned files by study, patients together, newest study first; what has no study comes last. */
export function groupByStudy(files: Scanned[]): StudyGroup[] {
  const byFolder = studiesByFolder(files);
  const groups = new Map<string, StudyGroup & { seriesSeen: Set<string> }>();
  for (const [index, file] of files.entries()) {
    const studyUid = file.header?.studyUid ?? (file.kind === "document" ? studyBeside(file.path, byFolder) : "");
    let group = groups.get(studyUid);
    if (!group) {
      group = {
        studyUid, patientName: "", patientId: "", birthDate: "", studyDate: "", description: "", modalities: [], series: 0,
        files: [], documents: 0, bytes: 0, seriesSeen: new Set(),
      };
      groups.set(studyUid, group);
    }
    group.files.push(index);
    group.bytes += file.file.size;
    if (!file.header) {
      if (file.kind === "document") group.documents += 1;
      continue;
    }
    const { header } = file;
    group.patientName ||= header.patientName;
    group.patientId ||= header.patientId;
    group.birthDate ||= header.birthDate;
    group.studyDate ||= header.studyDate;
    group.description ||= header.studyDescription;
    group.seriesSeen.add(header.seriesUid);
    if (header.modality && !group.modalities.includes(header.modality)) group.modalities.push(header.modality);
  }
  return [...groups.values()]
    .map(({ seriesSeen, ...group }) => ({ ...group, modalities: group.modalities.toSorted(), series: seriesSeen.size }))
    .toSorted((a, b) =>
      Number(a.studyUid === "") - Number(b.studyUid === "") ||
      a.patientName.localeCompare(b.patientName) || a.patientId.localeCompare(b.patientId) || b.studyDate.localeCompare(a.studyDate),
    );
}

export interface SendPlan {
  /** Indexes that travel together in one request. */
  batches: number[][];
  /** Indexes too big for a batch: sent in parts. */
  large: number[];
}

/** Packs the missing files into batches of about `batchBytes`; files of one series stay side by side, so they share a pack. */
export function planSending(files: Scanned[], missing: number[], batchBytes: number, partBytes: number): SendPlan {
  const seriesOf = (index: number): string => files[index]?.header?.seriesUid ?? "";
  const ordered = missing.toSorted((a, b) => seriesOf(a).localeCompare(seriesOf(b)) || a - b);
  const plan: SendPlan = { batches: [], large: [] };
  let batch: number[] = [];
  let bytes = 0;
  for (const index of ordered) {
    const size = files[index]?.file.size ?? 0;
    if (size > partBytes) {
      plan.large.push(index);
      continue;
    }
    if (batch.length > 0 && bytes + size > batchBytes) {
      plan.batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(index);
    bytes += size;
  }
  if (batch.length > 0) plan.batches.push(batch);
  return plan;
}

/** The body of one batch (`application/vnd.diaphane.batch`): for each file u32 index, u64 size (little endian), bytes. */
export function batchBody(files: Scanned[], batch: number[]): Blob {
  const parts: BlobPart[] = [];
  for (const index of batch) {
    const file = files[index]?.file;
    if (!file) continue;
    const head = new DataView(new ArrayBuffer(12));
    head.setUint32(0, index, true);
    head.setBigUint64(4, BigInt(file.size), true);
    parts.push(head.buffer, file);
  }
  return new Blob(parts);
}
