/** Grouping and batching: what the review shows and what travels together. */
import { expect, test } from "vitest";
import { batchBody, groupByStudy, planSending } from "./plan";
import type { Header, Scanned } from "./types";

const header = (over: Partial<Header>): Header => ({
  patientName: "Demo^Anna", patientId: "1", birthDate: "19700101", studyUid: "1.2", studyDate: "20240101", studyDescription: "",
  modality: "CT", seriesUid: "1.2.1", sopUid: "1.2.1.1", ...over,
});
const dicom = (path: string, over: Partial<Header> = {}, bytes = 10): Scanned => ({
  path, file: new File([new Uint8Array(bytes)], "x"), kind: "dicom", header: header(over), sha256: "",
});
const paper = (path: string): Scanned => ({ path, file: new File(["%PDF"], "x"), kind: "document", header: null, sha256: "" });

test("series, modalities and bytes are counted per study", () => {
  const [group] = groupByStudy([dicom("a/1"), dicom("a/2", { seriesUid: "1.2.2", modality: "PT" })]);
  expect(group).toMatchObject({ series: 2, modalities: ["CT", "PT"], bytes: 20, files: [0, 1] });
});

test("a document joins the only study of its folder or of the nearest folder above", () => {
  const groups = groupByStudy([dicom("cd/a/1"), dicom("cd/b/1", { studyUid: "9.9" }), paper("cd/a/report.pdf"), paper("cd/b/deep/letter.pdf")]);
  expect(groups.find(({ studyUid }) => studyUid === "1.2")?.files).toEqual([0, 2]);
  expect(groups.find(({ studyUid }) => studyUid === "9.9")?.files).toEqual([1, 3]);
});

test("a document between two studies is left for the server", () => {
  const groups = groupByStudy([dicom("cd/a/1"), dicom("cd/b/1", { studyUid: "9.9" }), paper("cd/readme.pdf")]);
  expect(groups.at(-1)).toMatchObject({ studyUid: "", files: [2], documents: 1 });
});

test("batches keep a series together and stay below the size", () => {
  const files = [dicom("1", {}, 6), dicom("2", { seriesUid: "8" }, 6), dicom("3", {}, 6), dicom("4", {}, 60)];
  const plan = planSending(files, [0, 1, 2, 3], 12, 50);
  expect(plan).toEqual({ batches: [[0, 2], [1]], large: [3] });
});

test("only missing files are planned, each exactly once", () => {
  const files = Array.from({ length: 50 }, (_, place) => dicom(String(place), { seriesUid: String(place % 3) }, place + 1));
  const missing = files.flatMap((_, place) => (place % 2 ? [place] : []));
  const plan = planSending(files, missing, 40, 45);
  expect([...plan.batches.flat(), ...plan.large].toSorted((a, b) => a - b)).toEqual(missing);
});

test("a batch body is index, size and bytes of each file", async () => {
  const files = [dicom("1", {}, 3), dicom("2", {}, 2)];
  const bytes = new DataView(await batchBody(files, [1, 0]).arrayBuffer());
  expect(bytes.byteLength).toBe(12 + 2 + 12 + 3);
  expect([bytes.getUint32(0, true), Number(bytes.getBigUint64(4, true)), bytes.getUint32(14, true), Number(bytes.getBigUint64(18, true))]).toEqual([1, 2, 0, 3]);
});
