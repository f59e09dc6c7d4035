/** The tools by name, and which of them a press begins. */
import type { Vec2 } from "../scene";
import type { ToolName } from "../state";
import { grab } from "./crosshair";
import { cursorTool } from "./cursor";
import { lookTool } from "./look";
import { pathTool } from "./path";
import { panTool } from "./pan";
import { probeTool } from "./probe";
import { rotateTool } from "./rotate";
import { scalpelTool } from "./scalpel";
import { scrollTool } from "./scroll";
import { shiftTool } from "./shift";
import type { Drag, Pressed, Stage, Tool, Use } from "./tool";
import { turnTool } from "./turn";
import { windowTool } from "./window";
import { zoomTool } from "./zoom";

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  window: windowTool,
  pan: panTool,
  zoom: zoomTool,
  scroll: scrollTool,
  cursor: cursorTool,
  probe: probeTool,
  rotate: rotateTool,
  shift: shiftTool,
  scalpel: scalpelTool,
  path: pathTool,
};

/** Tools that have a meaning of their own in projections and 3D; all others turn the body there. */
const OWN = new Set<ToolName>(["pan", "zoom", "scalpel"]);

/** The tool of a press. In projections and 3D dragging turns; with Shift it is window/level. */
export function toolFor(stage: Stage, viewport: number, use: Use, how: Pressed): Tool {
  if (use !== "active") return TOOLS[use];
  const name = stage.state.tool;
  const kind = stage.state.arrangement.scenes[viewport]?.view.kind;
  const turns = (kind === "projection" || kind === "surface") && !OWN.has(name);
  if (turns && how.shift) return kind === "surface" ? lookTool : windowTool;
  if (turns) return turnTool;
  return TOOLS[name];
}

/** Begins what a press means: the crosshair's lines can be held with every tool. */
export function beginDrag(stage: Stage, viewport: number, use: Use, at: Vec2, how: Pressed): Drag {
  const held = use === "active" && stage.state.tool !== "shift" && stage.state.tool !== "path" ? grab(stage, viewport, at, how) : null;
  return held ?? toolFor(stage, viewport, use, how).begin(stage, viewport, at, how);
}
