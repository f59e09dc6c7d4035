/** Every named layout, in the order of the menu. */
import { ADVANCED, type Advanced, type LayoutId } from "./advanced";
import { FUSIONS } from "./fusion";

export const LAYOUTS: readonly Advanced[] = [...ADVANCED, ...FUSIONS];

export function layoutOf(id: string): Advanced | undefined {
  return LAYOUTS.find((one) => one.id === id);
}

/** The layout that another series is opened in when it is chosen while this one is shown; null where series are shown side by side. */
export function reopening(layout: string | null): LayoutId | null {
  const one = layout === null ? undefined : layoutOf(layout);
  return one && !one.partners && one.id !== "stack" ? one.id : null;
}
