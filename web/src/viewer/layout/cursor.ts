/** The 3D cursor: one patient point, shown where it lies in every viewport of the same frame of reference. Pure. */
import { withStackView, type Vec2 } from "../scene";
import { stackAt, withScenes, type ViewerState } from "../state";
import { imageToPatient, nearestFrame, planeOf, sameSpace } from "../viewport/plane";

/** Picks the patient point under image coordinates of a viewport; the others scroll to it. Without positions nothing changes. */
export function pickCursor(state: ViewerState, viewport: number, image: Vec2): ViewerState {
  const stack = stackAt(state, viewport);
  const view = state.arrangement.scenes[viewport]?.view;
  const plane = stack && view?.kind === "stack" ? planeOf(stack, view.frame) : null;
  if (!stack || !plane || stack.frame_of_reference === "") return state;
  const point = imageToPatient(stack, plane, image);
  const arrangement = withScenes(state.arrangement, (scene, index) => {
    const other = stackAt(state, index);
    if (index === viewport || !other || scene.view.kind !== "stack" || !sameSpace(stack, other)) return scene;
    const nearest = nearestFrame(other, point);
    return nearest && nearest.frame !== scene.view.frame ? withStackView(scene, { frame: nearest.frame }) : scene;
  });
  return { ...state, arrangement, cursor: { point_mm: point, frameOfReference: stack.frame_of_reference } };
}
