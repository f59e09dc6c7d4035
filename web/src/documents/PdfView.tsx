/** A PDF as a column of pages; each is drawn when it comes into view. */
import { Plural, useLingui } from "@lingui/react/macro";
import { ActionIcon, Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { Minus, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { explain } from "../lib/explain";
import { ErrorPanel } from "../ui/ErrorPanel";
import { openPdf, type OpenPdf } from "./pdf";
import { PdfPage } from "./PdfPage";
import classes from "./PdfView.module.css";

type State = { open: OpenPdf } | { error: unknown } | null;

function usePdf(url: string): State {
  const [state, setState] = useState<State>(null);
  useEffect(() => {
    const abort = new AbortController();
    let close = () => {};
    const load = async () => {
      try {
        const open = await openPdf(url, abort.signal);
        close = open.close;
        if (abort.signal.aborted) close();
        else setState({ open });
      } catch (error) {
        if (!abort.signal.aborted) setState({ error });
      }
    };
    void load();
    return () => {
      abort.abort();
      close();
      setState(null);
    };
  }, [url]);
  return state;
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
/** Space beside a page in CSS pixels. */
const MARGIN_PX = 24;

export function PdfView({ url }: { url: string }) {
  const [attempt, setAttempt] = useState(0);
  return <Pages key={attempt} url={url} onRetry={() => setAttempt((count) => count + 1)} />;
}

function Pages({ url, onRetry }: { url: string; onRetry: () => void }) {
  const { t } = useLingui();
  const state = usePdf(url);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [zoom, setZoom] = useState(1);
  if (state && "error" in state) {
    const { message, ...rest } = explain(state.error);
    const words = message || t`This PDF is damaged and cannot be shown. Its bytes are safe: you can still download it.`;
    return <ErrorPanel message={words} {...rest} onRetry={onRetry} />;
  }
  const step = (by: 1 | -1) => setZoom((old) => ZOOMS[Math.min(Math.max(ZOOMS.indexOf(old) + by, 0), ZOOMS.length - 1)] ?? 1);
  const pdf = state?.open.pdf;
  return (
    <div ref={ref} className={classes["root"]}>
      {pdf && width > 0 ? (
        <>
          <div className={classes["pages"]}>
            {Array.from({ length: pdf.numPages }, (_, index) => (
              <PdfPage key={index} pdf={pdf} number={index + 1} width={(width - MARGIN_PX) * zoom} />
            ))}
          </div>
          <div className={classes["bar"]} role="toolbar" aria-label={t`Pages`}>
            <ActionIcon aria-label={t`Smaller`} disabled={zoom === ZOOMS[0]} onClick={() => step(-1)}>
              <Minus size={18} />
            </ActionIcon>
            <span className="dp-num">{Math.round(zoom * 100)} %</span>
            <ActionIcon aria-label={t`Larger`} disabled={zoom === ZOOMS.at(-1)} onClick={() => step(1)}>
              <Plus size={18} />
            </ActionIcon>
            <span className="dp-muted dp-num">
              <Plural value={pdf.numPages} one="# page" other="# pages" />
            </span>
          </div>
        </>
      ) : (
        <Skeleton height="100%" radius={0} />
      )}
    </div>
  );
}
