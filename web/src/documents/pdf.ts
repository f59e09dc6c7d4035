/** pdf.js set up for our Content-Security-Policy: own worker file, own fonts and decoders, no eval. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist";
// oxlint-disable-next-line import/default -- the default export is the address that Vite gives the file
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { ask } from "../lib/http";

GlobalWorkerOptions.workerSrc = workerUrl;

export interface OpenPdf {
  pdf: PDFDocumentProxy;
  close: () => void;
}

/** Fetches a PDF with the session's cookie and opens it; throws ApiError when the server refuses. */
export async function openPdf(url: string, signal: AbortSignal): Promise<OpenPdf> {
  const data = await (await ask("GET", url, { signal })).arrayBuffer();
  const task = getDocument({
    data,
    cMapUrl: "/pdfjs/cmaps/",
    cMapPacked: true,
    standardFontDataUrl: "/pdfjs/standard_fonts/",
    wasmUrl: "/pdfjs/wasm/",
    iccUrl: "/pdfjs/iccs/",
    isEvalSupported: false,
    enableXfa: false,
  });
  return { pdf: await task.promise, close: () => void task.destroy() };
}
