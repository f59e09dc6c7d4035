/** An alignment put into every picture of a series: where it lies over another one, and where it is shown alone beside it. Pure. */
import { planeView, spatialOf, withSpatial, type Alignment, type Layer, type Scene } from "../scene";
import { withScenes, type Arrangement } from "../state";
import { moved, movedBack } from "./alignment";

function laid(scene: Scene, over: string, alignment: Alignment | null): Scene {
  const layers = scene.layers.map((layer): Layer => (layer.series_uid === over ? { ...layer, alignment } : layer));
  return { ...scene, layers };
}

/** A picture of the series alone goes with it: its planes become those of the fused picture, an eye keeps its place before the body. */
function alone(scene: Scene, fused: readonly (Scene | null)[], before: Alignment | null, after: Alignment | null): Scene {
  const view = spatialOf(scene);
  if (!view) return scene;
  const twin = fused.find((other) => other?.role === scene.role && other.view.kind === "plane");
  const plane = planeView(twin);
  if (view.kind === "plane" && scene.role !== null && plane && after) return { ...scene, view: { ...plane, phase: view.phase } };
  return view.kind === "plane" ? scene : withSpatial(scene, { centre_mm: moved(movedBack(view.centre_mm, before), after) });
}

/** The arrangement with the series `over` aligned with `under` in every picture; null takes the alignment away. */
export function withAlignment(arrangement: Arrangement, under: string, over: string, alignment: Alignment | null): Arrangement {
  const fused = arrangement.scenes.filter((scene) => scene?.layers[0]?.series_uid === under && scene.layers[1]?.series_uid === over);
  return withScenes(arrangement, (scene) => {
    if (scene.view.kind === "stack" || !scene.layers.some((layer) => layer.series_uid === over)) return scene;
    if (scene.layers[0]?.series_uid === over) {
      const before = scene.layers[0].alignment ?? null;
      return laid(alone(scene, fused, before, alignment), over, alignment);
    }
    return scene.layers[0]?.series_uid === under ? laid(scene, over, alignment) : scene;
  });
}
