/** The window a layer is shown with. Pure. */
import type { Stack } from "../../lib/api";
import { voiFunction, type Layer, type Window } from "../scene";

/** The layer's own window, else the file's first; null while neither is known. */
export function layerWindow(layer: Layer, stack: Stack | null): Window | null {
  if (layer.window) return layer.window;
  const first = stack?.windows[0];
  return stack && first ? { center: first.center, width: first.width, function: voiFunction(stack.voi_function) } : null;
}
