/** One encoded picture to pixels. The browser decodes beside the thread that asks; making the blob it wants is paid by that thread. */

/** What is to be decoded. */
export interface Encoded {
  readonly media: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The pixels; null when the bytes are no picture. */
export async function bitmapOf({ media, bytes }: Encoded): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(new Blob([bytes], { type: media }));
  } catch {
    return null;
  }
}
