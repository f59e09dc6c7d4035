/** One page of a PDF: a canvas at device pixels, and its text above for selecting and for screen readers. */
import { TextLayer, type PDFDocumentProxy, type RenderTask } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import classes from "./PdfView.module.css";

export interface PdfPageProps {
  pdf: PDFDocumentProxy;
  /** First page is 1. */
  number: number;
  /** Width in CSS pixels. */
  width: number;
}

/** Height over width of a page that was not read yet: A4. */
const A4 = 297 / 210;
/** Drawn this far before it comes into view. */
const AHEAD = "800px";
/** More device pixels than this a side gain nothing and cost memory on phones. */
const LARGEST_PX = 4096;

function useSeen(): [React.RefObject<HTMLDivElement | null>, boolean] {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)), { rootMargin: AHEAD });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, seen];
}

export function PdfPage({ pdf, number, width }: PdfPageProps) {
  const [place, seen] = useSeen();
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [shape, setShape] = useState(A4);
  useEffect(() => {
    if (!seen) return undefined;
    let drawing: RenderTask | undefined;
    let over = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const plain = page.getViewport({ scale: 1 });
      if (over || !canvas.current || !text.current) return;
      setShape(plain.height / plain.width);
      const scale = width / plain.width;
      const pixels = Math.min(window.devicePixelRatio, LARGEST_PX / Math.max(width, plain.height * scale));
      const viewport = page.getViewport({ scale: scale * pixels });
      canvas.current.width = Math.floor(viewport.width);
      canvas.current.height = Math.floor(viewport.height);
      drawing = page.render({ canvas: canvas.current, viewport });
      await drawing.promise;
      if (over) return;
      text.current.replaceChildren();
      text.current.style.setProperty("--total-scale-factor", String(scale));
      const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text.current, viewport: page.getViewport({ scale }) });
      await layer.render();
    };
    draw().catch(() => {
      // A cancelled drawing is no error; a page that cannot be drawn stays white and the file can be downloaded.
    });
    return () => {
      over = true;
      drawing?.cancel();
    };
  }, [pdf, number, width, seen]);
  return (
    <div ref={place} className={classes["page"]} style={{ width, height: width * shape }}>
      <canvas ref={canvas} className={classes["canvas"]} />
      <div ref={text} className={classes["text"]} />
    </div>
  );
}
