/** Bars and panels that most readings never open: their code comes when they are first shown. */
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";

/** A component of a module that is fetched at the first use; nothing is shown until it is there. */
function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lazy() forgets the component's own props
  const Late = lazy(async () => ({ default: await load() })) as unknown as LazyExoticComponent<ComponentType<Props>>;
  return function OnDemand(props: Props) {
    return (
      <Suspense fallback={null}>
        <Late {...props} />
      </Suspense>
    );
  };
}

export const SurfaceBar = onDemand(async () => (await import("../surface/SurfaceBar")).SurfaceBar);
export const FusionBar = onDemand(async () => (await import("../fusion/FusionBar")).FusionBar);
export const CutList = onDemand(async () => (await import("../cuts/CutList")).CutList);
export const CurvePanel = onDemand(async () => (await import("../surface/CurvePanel")).CurvePanel);
export const MoviePanel = onDemand(async () => (await import("../make/MoviePanel")).MoviePanel);
export const SurfacePanel = onDemand(async () => (await import("../make/SurfacePanel")).SurfacePanel);
export const Performance = onDemand(async () => (await import("./Performance")).Performance);
export const Help = onDemand(async () => (await import("./Help")).Help);
