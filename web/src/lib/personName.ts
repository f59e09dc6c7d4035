/** Person names as people read them (PS3.5 section 6.2.1: Family^Given^Middle^Prefix^Suffix in three groups). */
import type { PersonName } from "./api";

/** One group in list order, "Family, Given Middle"; ideographic groups keep their own order without a comma. */
export function readableGroup(group: string, ideographic = false): string {
  const [family = "", given = "", middle = "", prefix = "", suffix = ""] = group.split("^").map((part) => part.trim());
  if (ideographic) return [family, given].filter(Boolean).join(" ");
  const rest = [prefix, given, middle].filter(Boolean).join(" ");
  const tail = suffix ? `, ${suffix}` : "";
  if (family && rest) return `${family}, ${rest}${tail}`;
  return `${family || rest}${tail}`;
}

export interface NameLines {
  /** What the list shows first; empty when the study holds no name. */
  primary: string;
  /** The other writing of the same name, when there is one. */
  secondary: string;
}

/** Chooses the group that a reader of `language` expects first, and the other writing beside it. */
export function nameLines(name: PersonName, language: string): NameLines {
  const alphabetic = readableGroup(name.alphabetic);
  const ideographic = readableGroup(name.ideographic, true) || readableGroup(name.phonetic, true);
  const eastAsian = ["ja", "zh", "ko"].includes(language.slice(0, 2));
  const [primary, secondary] = eastAsian && ideographic ? [ideographic, alphabetic] : [alphabetic, ideographic];
  return primary ? { primary, secondary } : { primary: secondary, secondary: "" };
}

/** A name on one line: patients, physicians; plain strings pass as one alphabetic group. */
export function nameLine(name: PersonName | string, language: string): string {
  if (typeof name === "string") return readableGroup(name);
  return nameLines(name, language).primary;
}
