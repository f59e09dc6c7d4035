/** Made-up accounts, studies, documents for looking at the pages without a server. Deterministic; no person is meant. */
import type { ClinicalDocument, QuarantineItem, Series, Study, StudyRow } from "../src/lib/api.ts";

export const REGIONS = [
  { id: "eu-north", city: "Stockholm", country: "Sweden" },
  { id: "eu-central", city: "Frankfurt", country: "Germany" },
  { id: "ch", city: "Zürich", country: "Switzerland" },
  { id: "uk", city: "London", country: "United Kingdom" },
];

const FAMILY = ["Lindqvist", "Okafor", "Marchetti", "Yamada", "Brandt", "Novák", "Haddad", "O'Sullivan", "Fernández", "Kowalczyk", "Zhang", "Petrov", "Dubois", "Berisha", "Schönfelder-Wagenknecht"];
const GIVEN = ["Astrid", "Emeka", "Lucia", "Tarou", "Jonas", "Zuzana", "Leila", "Ciarán", "Inés", "Piotr", "Wei", "Irina", "Camille", "Arben", "Hannelore"];
const IDEOGRAPHIC: Record<string, string> = { "Yamada^Tarou": "山田^太郎", "Zhang^Wei": "张^伟", "Yamada^Astrid": "山田^明里" };
const KINDS: [modalities: string[], description: string, part: string, series: number, images: number][] = [
  [["CT"], "CT Thorax with contrast", "CHEST", 5, 842],
  [["MR"], "MRI Brain plain and post gadolinium", "HEAD", 11, 1264],
  [["PT", "CT"], "PET/CT whole body FDG", "WHOLEBODY", 7, 1630],
  [["US"], "Ultrasound abdomen", "ABDOMEN", 1, 38],
  [["DX"], "Chest PA and lateral", "CHEST", 2, 2],
  [["MG", "SR"], "Screening mammography bilateral", "BREAST", 5, 5],
  [["CT", "SR", "PR"], "CT Abdomen/Pelvis portal venous", "ABDOMEN", 8, 1108],
  [["XA"], "Coronary angiography", "HEART", 14, 14],
  [["MR"], "MRI Knee left", "KNEE", 6, 168],
  [["NM"], "Bone scintigraphy", "SKELETON", 3, 6],
];
const PLACES = ["Städtisches Klinikum Nord", "Radiology Partners Lund", "St Brigid's Hospital", "Praxis am Ring", ""];
const REFERRERS = ["Ahlberg^Karin^^Dr.", "Rossi^Paolo^^Prof.", "Nguyen^Minh", ""];

/** A small deterministic scatter of an index, 0 <= result < 1. */
function scatter(index: number, salt: number): number {
  const value = Math.sin(index * 12.9898 + salt * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

function pick<T>(all: readonly T[], index: number, salt: number): T {
  return all[Math.floor(scatter(index, salt) * all.length)] as T;
}

function dicomDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Study number `index`; 0 is the newest. */
export function studyRow(index: number, now: number): StudyRow {
  const family = pick(FAMILY, index, 1);
  const given = pick(GIVEN, index, 2);
  const [modalities, description, part, series, images] = pick(KINDS, index, 3);
  const received = now - index * 37 * 60_000 - 120_000;
  const studied = new Date(received - Math.floor(scatter(index, 4) * 5) * 86_400_000 - 5_400_000);
  const birth = new Date(Date.UTC(1932 + Math.floor(scatter(index, 5) * 88), Math.floor(scatter(index, 6) * 12), 1 + Math.floor(scatter(index, 7) * 28)));
  return {
    study_uid: `2.25.3311${String(100_000_000 + index)}`,
    patient: {
      name: { alphabetic: `${family}^${given}`, ideographic: IDEOGRAPHIC[`${family}^${given}`] ?? "", phonetic: "" },
      id: `P${String(400_000 + Math.floor(scatter(index, 8) * 99_999))}`,
      birth_date: dicomDate(birth),
      sex: scatter(index, 9) > 0.5 ? "F" : "M",
    },
    study_date: dicomDate(studied),
    study_time: studied.toISOString().slice(11, 19),
    description: scatter(index, 10) > 0.06 ? description : "",
    accession: scatter(index, 11) > 0.15 ? `A${20_240_000 + index}` : "",
    referring_physician: pick(REFERRERS, index, 12),
    institution: pick(PLACES, index, 13),
    modalities,
    series_count: series,
    instance_count: images,
    document_count: scatter(index, 14) > 0.75 ? 1 + Math.floor(scatter(index, 15) * 4) : 0,
    bytes: images * 526_000,
    received_at: new Date(received).toISOString(),
    body_part: part,
  };
}

const PROTOCOLS = ["Scout", "Thorax 1.0 B31f", "Thorax 1.0 B70f lung", "MPR coronal 3.0", "MPR sagittal 3.0", "Dose report", "T2 FLAIR tra", "DWI b1000", "ADC", "T1 MPRAGE post", "SWI"];

export function study(row: StudyRow): Study {
  const series: Series[] = Array.from({ length: row.series_count }, (_, at) => {
    const modality = row.modalities[at % row.modalities.length] ?? "OT";
    const viewable = !["SR", "PR"].includes(modality);
    return {
      series_uid: `${row.study_uid}.${at + 1}`,
      number: at + 1,
      modality,
      description: at === 6 ? "" : (PROTOCOLS[at % PROTOCOLS.length] ?? ""),
      body_part: row.body_part,
      instance_count: Math.max(1, Math.round(row.instance_count / row.series_count)),
      bytes: Math.round(row.bytes / row.series_count),
      frame_count: modality === "XA" ? 90 : Math.max(1, Math.round(row.instance_count / row.series_count)),
      viewable,
      reason: viewable ? "" : "A structured report holds text, not pictures.",
      thumbnail: viewable ? `/api/series/${row.study_uid}.${at + 1}/thumbnail` : null,
      date: row.study_date,
      time: row.study_time,
    };
  });
  return { ...row, series, documents: DOCUMENTS.slice(0, row.document_count).map((each) => ({ ...each, received_at: row.received_at })) };
}

export const DOCUMENTS: ClinicalDocument[] = [
  { id: "d-pdf", title: "Referral letter 2024.pdf", kind: "pdf", media_type: "application/pdf", bytes: 182_331, received_at: "" },
  { id: "d-text", title: "Discharge summary.txt", kind: "text", media_type: "text/plain", bytes: 2_411, received_at: "" },
  { id: "d-image", title: "Consent form scan.jpg", kind: "image", media_type: "image/jpeg", bytes: 812_004, received_at: "" },
  { id: "d-office", title: "Tumour board protocol.docx", kind: "office", media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes: 48_120, received_at: "" },
];

export function quarantine(now: number): QuarantineItem[] {
  return [
    { id: "q1", name: "IMG00342.dcm", reason_code: "truncated_pixel_data", reason: "The pixel data end after 203 KB of 524 KB: the file is cut off. Send it again from its source.", bytes: 203_112, received_at: new Date(now - 400_000).toISOString(), upload_id: null },
    { id: "q2", name: "1.2.840.113619.2.55.3.604688119.dcm", reason_code: "same_uid_other_bytes", reason: "An instance with this SOP Instance UID is already stored with other content. The first stays in the study, this one is kept here.", bytes: 526_300, received_at: new Date(now - 8_000_000).toISOString(), upload_id: null },
    { id: "q3", name: "autorun.exe", reason_code: "program", reason: "Programs are not clinical documents and are never taken in.", bytes: 1_204_224, received_at: new Date(now - 90_000_000).toISOString(), upload_id: null },
  ];
}

export const TAGS = [
  ["(0002,0010)", "TransferSyntaxUID", "Transfer Syntax UID", "UI", "1.2.840.10008.1.2.1 Explicit VR Little Endian", 0],
  ["(0008,0005)", "SpecificCharacterSet", "Specific Character Set", "CS", "ISO_IR 192", 0],
  ["(0008,0008)", "ImageType", "Image Type", "CS", "ORIGINAL\\PRIMARY\\AXIAL", 0],
  ["(0008,0016)", "SOPClassUID", "SOP Class UID", "UI", "1.2.840.10008.5.1.4.1.1.2 CT Image Storage", 0],
  ["(0008,1140)", "ReferencedImageSequence", "Referenced Image Sequence", "SQ", "1 item", 0],
  ["(0008,1150)", "ReferencedSOPClassUID", "Referenced SOP Class UID", "UI", "1.2.840.10008.5.1.4.1.1.2", 1],
  ["(0010,0010)", "PatientName", "Patient's Name", "PN", "Lindqvist^Astrid", 0],
  ["(0018,0050)", "SliceThickness", "Slice Thickness", "DS", "1", 0],
  ["(0018,0060)", "KVP", "KVP", "DS", "120", 0],
  ["(0018,1210)", "ConvolutionKernel", "Convolution Kernel", "SH", "B31f", 0],
  ["(0020,0032)", "ImagePositionPatient", "Image Position (Patient)", "DS", "-181.5\\-322.3\\-711.25", 0],
  ["(0020,0037)", "ImageOrientationPatient", "Image Orientation (Patient)", "DS", "1\\0\\0\\0\\1\\0", 0],
  ["(0028,0010)", "Rows", "Rows", "US", "512", 0],
  ["(0028,0011)", "Columns", "Columns", "US", "512", 0],
  ["(0028,0030)", "PixelSpacing", "Pixel Spacing", "DS", "0.7090\\0.7090", 0],
  ["(0028,1050)", "WindowCenter", "Window Center", "DS", "40", 0],
  ["(0028,1051)", "WindowWidth", "Window Width", "DS", "400", 0],
  ["(7FE0,0010)", "PixelData", "Pixel Data", "OW", "524288 bytes", 0],
].map(([tag, keyword, name, vr, value, depth]) => ({ tag, keyword, name, vr, vm: 1, value, depth }));
