/** What lies above the picture of a volume beside texts and lines: orientation cube, crop box, colour scale. */
import type { Stack } from "../../lib/api";
import { Legend } from "../fusion/legend";
import { scaleOfOverlay } from "../fusion/scale";
import type { Scene } from "../scene";
import type { Size } from "../viewport/place";
import { boundsOf } from "../viewport/spatial";
import { cameraOf } from "./camera";
import type { Box } from "./crop";
import { CropHandles } from "./cropHandles";
import type { Face } from "./cube";
import { OrientationCube } from "./cubeView";

/** What handles above a picture lead to. */
export interface AboveHost {
  /** Looks at a side of the patient. */
  look(viewport: number, face: Face): void;
  crop(viewport: number, box: Box): void;
  gesture(on: boolean): void;
}

const SMALL_PX = 320;
const CUBE_FROM_PX = 130;

export class Above {
  readonly #root: HTMLElement;
  readonly #cube: OrientationCube;
  readonly #crop: CropHandles;
  readonly #legend: Legend;

  constructor(root: HTMLElement, index: number, host: AboveHost) {
    this.#root = root;
    this.#legend = new Legend(root);
    this.#crop = new CropHandles(root, { crop: (box) => host.crop(index, box), gesture: (on) => host.gesture(on) });
    this.#cube = new OrientationCube(root, (face) => host.look(index, face));
  }

  /** Follows the scene; without one, or with the overlay switched off, nothing is there. */
  show(scene: Scene | null, stacks: ReadonlyMap<string, Stack>, size: Size): void {
    const least = Math.min(size.width, size.height);
    this.#root.toggleAttribute("data-small", least < SMALL_PX);
    const view = scene?.view;
    const eye = view?.kind === "projection" || view?.kind === "surface" ? view : null;
    this.#cube.show(eye && least >= CUBE_FROM_PX ? eye : null);
    this.#legend.show(scaleOfOverlay(scene, stacks));
    const volume = stacks.get(scene?.layers[0]?.series_uid ?? "")?.volume;
    const box = view?.kind === "surface" ? view.crop_mm : null;
    this.#crop.show(view && view.kind === "surface" && box && volume ? { camera: cameraOf(view, size), size, box, whole: boundsOf(volume) } : null);
  }
}
