/** Files out of a drop or a file input, folders walked to their ends. */
import type { Picked } from "./types";

const hidden = (path: string): boolean => /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|__MACOSX\/.*)$/i.test(path);

async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // readEntries gives at most 100 a call: go on until it gives none.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** What a drop brought: one unreadable file or folder must not cost the others. */
export interface Dropped {
  picked: Picked[];
  /** Paths that the browser could not open. */
  lost: string[];
}

async function walk(entry: FileSystemEntry, out: Dropped): Promise<void> {
  const path = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isDirectory) {
      for (const child of await children(entry as FileSystemDirectoryEntry)) await walk(child, out);
      return;
    }
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    if (!hidden(path)) out.picked.push({ path, file });
  } catch {
    out.lost.push(path);
  }
}

/** All files of a drop. Entries are taken from every item before the first await: the browser empties the list after. */
export async function fromDrop(transfer: DataTransfer): Promise<Dropped> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const out: Dropped = { picked: [], lost: [] };
  for (const entry of entries) await walk(entry, out);
  return out;
}

/** All files of an `<input type=file>`, with or without `webkitdirectory`. */
export function fromInput(files: FileList): Picked[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(({ path }) => !hidden(path));
}
