/** The active viewport as a PNG: waits for the lossless picture, carries the texts of the overlay and, if it must, the lossy mark. */
import { savedAs } from "../lib/savedAs";
import { overlayWords } from "./fusion/scale";
import { t } from "@lingui/core/macro";
import { cornerTexts, NO_CORNERS } from "./overlay/texts";
import { frameOf } from "./scene";
import { stackAt } from "./state";
import { badgesOf } from "./viewport/badges";
import { edgesOf } from "./viewport/sheet";
import type { ViewerCore } from "./core";

const WAIT_MS = 5000;
const FONT_PX = 12;
const LINE_PX = 16;
const MARGIN_PX = 8;
/** Room for the ruler at the right edge. */
const RULER_PX = 36;
const TEXT = "#d6e4f0";

/** Resolves when the picture is lossless, or false when it does not become so in time. */
async function lossless(viewer: ViewerCore): Promise<boolean> {
  const until = performance.now() + WAIT_MS;
  while (performance.now() < until) {
    if (viewer.activeSettled) return true;
    await new Promise((resolve) => {
      window.setTimeout(resolve, 30);
    });
  }
  return false;
}

function write(context: CanvasRenderingContext2D, lines: readonly string[], x: number, y: number, align: CanvasTextAlign): void {
  context.textAlign = align;
  context.shadowColor = "#000";
  context.shadowBlur = 2;
  for (const [row, line] of lines.entries()) context.fillText(line, x, y + row * LINE_PX);
}

/** Lines and words above the picture, in their colours: reference lines, crosshair, annotations, ruler. */
function drawMarks(context: CanvasRenderingContext2D, root: Element): void {
  for (const mark of root.querySelectorAll<SVGElement>(".dv-marks > path, .dv-marks text")) {
    const style = getComputedStyle(mark);
    if (style.visibility === "hidden" || style.opacity === "0" || style.display === "none") continue;
    context.save();
    context.shadowBlur = 0;
    context.lineWidth = Number.parseFloat(style.strokeWidth) || 1;
    context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(Number.parseFloat));
    context.strokeStyle = style.stroke === "none" ? "transparent" : style.stroke;
    context.fillStyle = style.fill === "none" ? "transparent" : style.fill;
    if (mark instanceof SVGTextElement) drawText(context, mark, style);
    else drawPath(context, new Path2D(mark.getAttribute("d") ?? ""), Number.parseFloat(style.fillOpacity));
    context.restore();
  }
}

function drawPath(context: CanvasRenderingContext2D, path: Path2D, fillOpacity: number): void {
  context.globalAlpha = fillOpacity;
  context.fill(path);
  context.globalAlpha = 1;
  context.stroke(path);
}

function drawText(context: CanvasRenderingContext2D, text: SVGTextElement, style: CSSStyleDeclaration): void {
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = "alphabetic";
  context.textAlign = style.textAnchor === "end" ? "right" : "left";
  const place = (name: string) => Number.parseFloat(text.getAttribute(name) ?? "0");
  const lines = text.children.length > 0 ? [...text.children].map((line) => line.textContent) : [text.textContent];
  for (const [row, line] of lines.entries()) {
    const y = place("y") + row * LINE_PX;
    context.strokeText(line, place("x"), y);
    context.fillText(line, place("x"), y);
  }
}

function draw(viewer: ViewerCore, exact: boolean): HTMLCanvasElement | null {
  const { state } = viewer;
  const { active } = state.arrangement;
  const viewport = viewer.area.viewports[active];
  const [stack, scene] = [stackAt(state, active), state.arrangement.scenes[active]];
  if (!viewport?.shot || !stack || !scene || !state.study) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = viewport.shot.px;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return null;
  context.drawImage(viewport.canvas, 0, 0);
  const { size } = viewport;
  context.scale(canvas.width / size.width, canvas.height / size.height);
  drawMarks(context, viewport.root);
  context.font = `${FONT_PX}px "Inter Variable", system-ui, sans-serif`;
  context.fillStyle = TEXT;
  context.textBaseline = "top";
  const shown = { study: state.study, stack, scene, frame: frameOf(viewport.shot.scene), size, devicePixelRatio, over: overlayWords(scene, state.stacks) };
  const corners = state.overlay === "none" ? NO_CORNERS : cornerTexts(shown, state.overlay);
  const [right, below] = [size.width - MARGIN_PX, size.height - MARGIN_PX];
  write(context, corners.topLeft, MARGIN_PX, MARGIN_PX, "left");
  write(context, corners.topRight, right, MARGIN_PX, "right");
  write(context, corners.bottomLeft, MARGIN_PX, below - corners.bottomLeft.length * LINE_PX, "left");
  write(context, corners.bottomRight, right, below - corners.bottomRight.length * LINE_PX, "right");
  if (state.overlay !== "none") {
    const edges = edgesOf(scene, stack);
    const middle = size.height / 2 - LINE_PX / 2;
    write(context, [edges.left], MARGIN_PX, middle, "left");
    write(context, [edges.right], right - RULER_PX, middle, "right");
    write(context, [edges.top], size.width / 2, MARGIN_PX, "center");
    write(context, [edges.bottom], size.width / 2, below - LINE_PX, "center");
  }
  // What the reader is warned of must go with the picture: "Lossy" too when the lossless one did not come in time.
  const warnings = badgesOf(stack, null).map((badge) => badge.text);
  if (!exact && !stack.lossy) warnings.unshift(t`Lossy`);
  write(context, warnings, size.width / 2, MARGIN_PX + LINE_PX, "center");
  return canvas;
}

async function picture(viewer: ViewerCore): Promise<Blob> {
  const exact = await lossless(viewer);
  const canvas = draw(viewer, exact);
  const blob = await new Promise<Blob | null>((resolve) => {
    if (canvas) canvas.toBlob(resolve, "image/png");
    else resolve(null);
  });
  if (!blob) throw new Error("no picture");
  return blob;
}

/** Saves the active viewport as a PNG file. Its name holds nothing of the patient. */
export async function savePicture(viewer: ViewerCore): Promise<void> {
  try {
    const frame = viewer.area.viewports[viewer.state.arrangement.active]?.shot;
    savedAs(await picture(viewer), `picture-${frame ? frameOf(frame.scene) + 1 : 1}.png`);
  } catch {
    viewer.say(t`There is no picture to save yet.`);
  }
}

/** Copies the active viewport to the clipboard. */
export async function copyPicture(viewer: ViewerCore): Promise<void> {
  try {
    // The promise is handed over unresolved: Safari forbids writing after a wait.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture(viewer) })]);
    viewer.say(t`The picture was copied.`);
  } catch {
    viewer.say(t`The picture could not be copied. Save it instead.`);
  }
}
