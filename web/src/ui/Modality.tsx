/** Modality codes (PS3.3 section C.7.3.1.1.1) as quiet tags, with the spelled-out name for those who do not know them. */
import { useLingui } from "@lingui/react/macro";
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import classes from "./Modality.module.css";

export const MODALITIES: Record<string, MessageDescriptor> = {
  CR: msg`Computed radiography`,
  CT: msg`Computed tomography`,
  DOC: msg`Document`,
  DX: msg`Digital radiography`,
  ECG: msg`Electrocardiography`,
  ES: msg`Endoscopy`,
  IO: msg`Intra-oral radiography`,
  KO: msg`Key object selection`,
  MG: msg`Mammography`,
  MR: msg`Magnetic resonance`,
  NM: msg`Nuclear medicine`,
  OCT: msg`Optical coherence tomography`,
  OP: msg`Ophthalmic photography`,
  OT: msg`Other`,
  PR: msg`Presentation state`,
  PT: msg`Positron emission tomography`,
  PX: msg`Panoramic X-ray`,
  RF: msg`Radiofluoroscopy`,
  RTDOSE: msg`Radiotherapy dose`,
  RTPLAN: msg`Radiotherapy plan`,
  RTSTRUCT: msg`Radiotherapy structure set`,
  SC: msg`Secondary capture`,
  SEG: msg`Segmentation`,
  SM: msg`Slide microscopy`,
  SR: msg`Structured report`,
  US: msg`Ultrasound`,
  XA: msg`X-ray angiography`,
  XC: msg`Photography`,
};

export function Modality({ code }: { code: string }) {
  const { i18n } = useLingui();
  const known = MODALITIES[code];
  return (
    <abbr className={classes["tag"]} title={known ? i18n._(known) : code}>
      {code}
    </abbr>
  );
}

/** What is made from pictures, or says something about them, is named after the pictures. */
const DERIVED = new Set(["AU", "DOC", "FID", "KO", "PR", "REG", "RTDOSE", "RTPLAN", "RTSTRUCT", "RWV", "SEG", "SR"]);
/** Room of a tag's edges, and of the count of those that are not shown, in letters. */
const EDGES = 2.5;
const REST = 4.5;

const width = (some: readonly string[]): number => some.reduce((sum, code) => sum + code.length + EDGES, 0);

/** As many modalities of a study as `room` letters hold, pictures first; the others are counted. At least one is shown. */
export function fitModalities(codes: readonly string[], room: number): { shown: string[]; rest: string[] } {
  const ordered = codes.toSorted((a, b) => Number(DERIVED.has(a)) - Number(DERIVED.has(b)));
  let count = ordered.length;
  while (count > 1 && width(ordered.slice(0, count)) + (count < ordered.length ? REST : 0) > room) count -= 1;
  return { shown: ordered.slice(0, count), rest: ordered.slice(count) };
}

/** All modalities of a study; more than fit are counted. */
export function ModalityList({ codes, room = 16 }: { codes: string[]; room?: number }) {
  const { shown, rest } = fitModalities(codes, room);
  return (
    <span className={classes["list"]}>
      {shown.map((code) => (
        <Modality key={code} code={code} />
      ))}
      {rest.length > 0 ? (
        <abbr className={classes["tag"]} title={rest.join(", ")}>
          +{rest.length}
        </abbr>
      ) : null}
    </span>
  );
}
