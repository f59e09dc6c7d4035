/** The worker's door: one file in, one result out, so that reading 2,000 headers never blocks the page. */
import { scan, type ScanResult } from "./scan";

export interface ScanOrder {
  index: number;
  file: File;
  known: string | undefined;
}

export type ScanAnswer = { index: number; result: ScanResult } | { index: number; failed: string };

addEventListener("message", (event: MessageEvent<ScanOrder>) => {
  const { index, file, known } = event.data;
  scan(file, known).then(
    (result) => postMessage({ index, result } satisfies ScanAnswer),
    (error: unknown) => postMessage({ index, failed: error instanceof Error ? error.message : String(error) } satisfies ScanAnswer),
  );
});
