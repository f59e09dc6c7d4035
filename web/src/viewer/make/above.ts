/** The words a reader wants on every picture of a movie, drawn by the browser: it knows all scripts. Base 64 of a PNG with alpha. */
import { overlayWords } from "../fusion/scale";
import { cornerTexts } from "../overlay/texts";
import { frameOf } from "../scene";
import { stackAt, type ViewerState } from "../state";
import type { Size } from "../viewport/place";

const LINE_SHARE = 1 / 32;
const LEAST_PX = 12;
const TEXT = "#d6e4f0";

/** What of the person and the examination is written; nothing of the place, which changes from picture to picture. */
export function movieTexts(state: ViewerState, viewport: number, size: Size, patient: boolean): readonly [readonly string[], readonly string[]] {
  const scene = state.arrangement.scenes[viewport];
  const stack = stackAt(state, viewport);
  if (!state.study || !scene || !stack) return [[], []];
  const shown = { study: state.study, stack, scene, frame: frameOf(scene), size, devicePixelRatio: 1, over: overlayWords(scene, state.stacks) };
  const { topLeft, topRight } = cornerTexts(shown, patient ? "full" : "anonymous");
  return [topLeft, topRight];
}

export function drawnTexts([left, right]: readonly [readonly string[], readonly string[]], [width, height]: readonly [number, number]): string {
  if (left.length + right.length === 0) return "";
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (!context) return "";
  const line = Math.max(LEAST_PX, Math.round(height * LINE_SHARE));
  context.font = `${Math.round(line * 0.78)}px "Inter Variable", system-ui, sans-serif`;
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.strokeStyle = "rgb(0 0 0 / 0.7)";
  context.fillStyle = TEXT;
  const write = (lines: readonly string[], x: number, align: CanvasTextAlign) => {
    context.textAlign = align;
    for (const [row, words] of lines.entries()) {
      context.strokeText(words, x, line / 2 + row * line);
      context.fillText(words, x, line / 2 + row * line);
    }
  };
  write(left, line / 2, "left");
  write(right, width - line / 2, "right");
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}
