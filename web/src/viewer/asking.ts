/** Long work on the server, asked about again and again: whoever stops asking has cancelled. */

const ASK_EVERY_MS = 500;

export interface Progress<T> {
  /** 0..1. */
  readonly share: number;
  /** Null until it is there. */
  readonly made: T | null;
}

/** What the work comes to; null once nobody waits for it any more. Throws what asking throws. */
export async function whenMade<T>(ask: () => Promise<Progress<T>>, waits: () => boolean, said: (share: number) => void): Promise<T | null> {
  while (waits()) {
    const { share, made } = await ask();
    if (!waits()) return null;
    if (made !== null) return made;
    said(share);
    await new Promise((done) => window.setTimeout(done, ASK_EVERY_MS));
  }
  return null;
}
