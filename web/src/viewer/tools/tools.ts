/** The tools by name. */
import type { ToolName } from "../state";
import { cursorTool } from "./cursor";
import { panTool } from "./pan";
import { probeTool } from "./probe";
import { rotateTool } from "./rotate";
import { scrollTool } from "./scroll";
import type { Tool } from "./tool";
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
};
