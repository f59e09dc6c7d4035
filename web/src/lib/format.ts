/** Dates, times, ages and sizes for people. DICOM dates carry no time zone and are never shifted. */

export interface CivilDate {
  year: number;
  month: number;
  day: number;
}

/** Reads DICOM DA `YYYYMMDD` or ISO `YYYY-MM-DD`; anything else (also impossible days) is null. */
export function parseDate(text: string | null | undefined): CivilDate | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text?.trim() ?? "");
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : null;
}

const two = (value: number) => String(value).padStart(2, "0");

function utc({ year, month, day }: CivilDate): Date {
  return new Date(Date.UTC(year, month - 1, day));
}

/** Making an Intl formatter costs more than a hundred uses of it: each kind is made once per language. */
function kept<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return (language) => {
    const one = made.get(language) ?? make(language);
    made.set(language, one);
    return one;
  };
}

const dates = kept((language) => new Intl.DateTimeFormat(language, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }));
const moments = kept(
  (language) => new Intl.DateTimeFormat(language.startsWith("en") ? "en-GB" : language, { dateStyle: "medium", timeStyle: "long" }),
);
const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
/** Of each unit with 0, 1 and 2 digits behind the point. */
const sizes = BYTE_UNITS.map((unit) =>
  [0, 1, 2].map((digits) =>
    kept((language) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: digits })),
  ),
);
const counts = kept((language) => new Intl.NumberFormat(language));
const agos = kept((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }));
const ages = {
  year: kept((language) => new Intl.NumberFormat(language, { style: "unit", unit: "year", unitDisplay: "narrow" })),
  month: kept((language) => new Intl.NumberFormat(language, { style: "unit", unit: "month", unitDisplay: "short" })),
  day: kept((language) => new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "short" })),
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Short and never ambiguous: "14 Mar 2024" in English, "14.03.2024" in German. Unreadable text is shown as it is. */
export function formatDate(text: string | null | undefined, language: string): string {
  const date = parseDate(text);
  if (!date) return text?.trim() ?? "";
  // English locales disagree on the order, and "Sept" would be wider than the others.
  if (language.startsWith("en")) return `${two(date.day)} ${MONTHS[date.month - 1]} ${date.year}`;
  return dates(language).format(utc(date));
}

/** DICOM TM `HHMMSS.FFFFFF` or ISO `HH:MM:SS` as `HH:MM`; empty when there is none. */
export function formatTime(text: string | null | undefined): string {
  const match = /^(\d{2}):?(\d{2})/.exec(text?.trim() ?? "");
  return match ? `${match[1]}:${match[2]}` : "";
}

const OLDEST_YEARS = 125;

/** Age at `on` in the unit that fits: years from two years on, months from one month on, else days. */
export function formatAge(birth: string | null | undefined, on: string | null | undefined, language: string): string {
  const born = parseDate(birth);
  const then = parseDate(on);
  if (!born || !then) return "";
  const days = Math.floor((utc(then).getTime() - utc(born).getTime()) / 86_400_000);
  // Nobody gets this old: a placeholder stands in the header.
  if (days < 0 || then.year - born.year > OLDEST_YEARS) return "";
  const months = (then.year - born.year) * 12 + then.month - born.month - (then.day < born.day ? 1 : 0);
  if (months >= 24) return ages.year(language).format(Math.floor(months / 12));
  return months >= 1 ? ages.month(language).format(months) : ages.day(language).format(days);
}

/** Bytes with three significant digits at most, in powers of 1000 as disks and networks count. */
export function formatBytes(bytes: number, language: string): string {
  let step = 0;
  let value = bytes;
  while (value >= 1000 && step < BYTE_UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return sizes[step]?.[digits]?.(language).format(value) ?? "";
}

export function formatCount(count: number, language: string): string {
  return counts(language).format(count);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["week", 604_800],
];

/** "3 min. ago", "yesterday"; after four weeks the date itself. `now` in ms since the epoch. */
export function formatAgo(iso: string, now: number, language: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  const seconds = Math.max(0, (now - then) / 1000);
  const relative = agos(language);
  if (seconds < 60) return relative.format(0, "second");
  if (seconds > 4 * 604_800) return formatDate(iso.slice(0, 10), language);
  const [unit, size] = STEPS.findLast(([, size]) => seconds >= size) ?? ["minute", 60];
  return relative.format(-Math.floor(seconds / size), unit);
}

/** The exact moment in the reader's own time zone, for tooltips. */
export function formatMoment(iso: string, language: string): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return iso;
  return moments(language).format(then);
}

/** Today as `YYYY-MM-DD` in the reader's time zone, moved by whole days. */
export function civilDay(now: Date, daysBack = 0): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
