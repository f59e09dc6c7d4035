/** Bars and panels that most readings never open: their code comes when they are first shown. */
import { lazy, Suspense, useLayoutEffect, type ComponentType, type LazyExoticComponent, type ReactNode } from "react";
import { useViewer } from "../context";

/** A component of a module that is fetched at the first use; until it is there, `instead` is. */
function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>, instead: ReactNode = null): ComponentType<Props> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lazy() forgets the component's own props
  const Late = lazy(async () => ({ default: await load() })) as unknown as LazyExoticComponent<ComponentType<Props>>;
  return function OnDemand(props: Props) {
    return (
      <Suspense fallback={instead}>
        <Late {...props} />
      </Suspense>
    );
  };
}

/** A bar that is not here yet: pictures made before it has its room would be drawn once more, in another size. */
function BarToCome(): null {
  const { area } = useViewer();
  useLayoutEffect(() => area.hold(), [area]);
  return null;
}

export const SurfaceBar = onDemand(async () => (await import("../surface/SurfaceBar")).SurfaceBar, <BarToCome />);
export const FusionBar = onDemand(async () => (await import("../fusion/FusionBar")).FusionBar, <BarToCome />);
export const CineBar = onDemand(async () => (await import("./CineBar")).CineBar);
export const PhaseBar = onDemand(async () => (await import("./PhaseBar")).PhaseBar);
export const CutBar = onDemand(async () => (await import("../cuts/CutBar")).CutBar);
export const PathBar = onDemand(async () => (await import("../path/PathBar")).PathBar);
export const CutList = onDemand(async () => (await import("../cuts/CutList")).CutList);
export const CurvePanel = onDemand(async () => (await import("../surface/CurvePanel")).CurvePanel);
export const MoviePanel = onDemand(async () => (await import("../make/MoviePanel")).MoviePanel);
export const SurfacePanel = onDemand(async () => (await import("../make/SurfacePanel")).SurfacePanel);
export const Performance = onDemand(async () => (await import("./Performance")).Performance);
export const Help = onDemand(async () => (await import("./Help")).Help);
