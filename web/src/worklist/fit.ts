/** Which columns fit: the reader's choice first, then by rank. Pure. */

export interface Fittable {
  id: string;
  width: number;
  rank: number;
}

/** What the reader decided on this device: columns switched on or off, widths in CSS pixels. */
export interface ColumnChoice {
  shown: Readonly<Record<string, boolean>>;
  widths: Readonly<Record<string, number>>;
}

export const NO_CHOICE: ColumnChoice = { shown: {}, widths: {} };

/** Columns in their order with their widths; a column switched on by hand stays even where it must scroll. */
export function fitColumns<C extends Fittable>(columns: readonly C[], room: number, choice: ColumnChoice): { column: C; width: number }[] {
  const sized = columns.map((column) => ({ column, width: choice.widths[column.id] ?? column.width }));
  const wanted = sized.filter(({ column }) => choice.shown[column.id] !== false);
  const kept = new Set<string>();
  let left = room;
  const byRank = wanted.toSorted((a, b) => Number(choice.shown[b.column.id] ?? false) - Number(choice.shown[a.column.id] ?? false) || a.column.rank - b.column.rank);
  for (const { column, width } of byRank) {
    if (width > left && choice.shown[column.id] !== true && column.rank > 0) {
      // What comes after a column that found no room has none either: gaps in the ranking would look like chance.
      left = 0;
      continue;
    }
    kept.add(column.id);
    left -= width;
  }
  return wanted.filter(({ column }) => kept.has(column.id));
}

/** Reads a kept choice; anything that is not one gives no choice. */
export function readChoice(text: string | undefined): ColumnChoice {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value !== "object" || value === null) return NO_CHOICE;
    const { shown, widths } = value as Partial<Record<"shown" | "widths", unknown>>;
    return { shown: entriesOf(shown, "boolean"), widths: entriesOf(widths, "number") };
  } catch {
    return NO_CHOICE;
  }
}

function entriesOf<K extends "boolean" | "number">(value: unknown, kind: K): Record<string, K extends "boolean" ? boolean : number> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, each]) => typeof each === kind));
}
