/** What a reload must not lose: the open upload and the digests already made. Kept in this browser only, without file names. */

export interface OpenUpload {
  uploadId: string;
  files: number;
  startedAt: number;
}

const DATABASE = "diaphane-upload";
const DIGESTS = "digests";
const OPEN = "open";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's store failed.")));
  });

let opened: Promise<IDBDatabase> | undefined;
function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore(DIGESTS);
      request.result.createObjectStore(OPEN);
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's store failed.")));
  });
  return opened;
}

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(name, mode).objectStore(name);
}

/** Key of a picked file: a digest of path, size and time, because file names often hold patients' names. */
async function keyOf(path: string, file: File): Promise<string> {
  const text = new TextEncoder().encode(`${path}\n${file.size}\n${file.lastModified}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Looks up the SHA-256 made of a file before a reload. A browser without a store forgets; nothing else breaks. */
export async function rememberedDigests(): Promise<(path: string, file: File) => Promise<string | undefined>> {
  const kept = new Map<string, string>();
  try {
    const digests = await store(DIGESTS, "readonly");
    const [keys, values] = await Promise.all([done(digests.getAllKeys()), done(digests.getAll() as IDBRequest<string[]>)]);
    for (const [place, key] of keys.entries()) kept.set(String(key), values[place] ?? "");
  } catch {
    // Nothing was kept.
  }
  return async (path, file) => (kept.size === 0 ? undefined : kept.get(await keyOf(path, file)) || undefined);
}

/** Keeps the upload and its digests until `forget`. */
export async function remember(open: OpenUpload, files: { path: string; file: File; sha256: string }[]): Promise<void> {
  try {
    const keyed = await Promise.all(files.map(async ({ path, file, sha256 }) => [await keyOf(path, file), sha256] as const));
    const digests = await store(DIGESTS, "readwrite");
    for (const [key, sha256] of keyed) digests.put(sha256, key);
    await done((await store(OPEN, "readwrite")).put(open, "upload"));
  } catch {
    // Private windows refuse the store: the upload works, only resuming after a reload needs all digests again.
  }
}

/** The upload that a reload or a closed tab interrupted, if any. */
export async function interrupted(): Promise<OpenUpload | undefined> {
  try {
    return (await done((await store(OPEN, "readonly")).get("upload"))) as OpenUpload | undefined;
  } catch {
    return undefined;
  }
}

/** Drops all that was kept: the upload is finished or given up. */
export async function forget(): Promise<void> {
  try {
    await done((await store(OPEN, "readwrite")).clear());
    await done((await store(DIGESTS, "readwrite")).clear());
  } catch {
    // Nothing was kept.
  }
}
