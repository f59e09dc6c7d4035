/** Keys, one table: those of the default profile (`profile.ts` has its mouse and touch). Later profiles replace these tables, nothing else. */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

export type CommandId =
  | "image.previous" | "image.next" | "image.back10" | "image.forward10" | "image.first" | "image.last"
  | "series.previous" | "series.next" | "study.previous" | "study.next" | "viewport.next" | "viewport.previous"
  | "stage.previous" | "stage.next"
  | "tool.window" | "tool.pan" | "tool.zoom" | "tool.scroll" | "tool.cursor" | "tool.probe" | "tool.rotate" | "tool.shift" | "tool.scalpel" | "tool.path" | "path.finish"
  | "point.left" | "point.right" | "point.up" | "point.down"
  | "view.rotate" | "view.rotateBack" | "view.flipH" | "view.flipV" | "view.invert"
  | "view.zoomIn" | "view.zoomOut" | "view.fit" | "view.oneToOne" | "view.trueSize" | "view.reset"
  | "preset.0" | "preset.1" | "preset.2" | "preset.3" | "preset.4" | "preset.5" | "preset.6" | "preset.7" | "preset.8" | "preset.9"
  | "cine.open" | "cine.play" | "link.series" | "link.window" | "link.zoom" | "lines.toggle" | "cursor.clear" | "cursor.centre" | "cursor.pick"
  | "layout.stack" | "layout.mpr" | "layout.mpr3d" | "layout.mip" | "layout.surface" | "layout.fusion" | "layout.petct"
  | "slab.thicker" | "slab.thinner" | "slab.mode" | "phase.previous" | "phase.next" | "turn.left" | "turn.right" | "turn.up" | "turn.down"
  | "overlays.toggle" | "shutter.toggle"
  | "overlay.cycle" | "screen.full" | "screen.maximise" | "edit.undo" | "edit.redo" | "cancel"
  | "look.A" | "look.P" | "look.L" | "look.R" | "look.H" | "look.F" | "look.LAO" | "look.RAO"
  | "surface.perspective" | "surface.shading" | "surface.crop" | "surface.clip" | "panel.curve" | "panel.cuts" | "panel.surface" | "panel.movie" | "cut.inside" | "cut.outside" | "align.register" | "align.reset" | "opacity.more" | "opacity.less" | "opacity.flip"
  | "panel.tags" | "panel.documents" | "panel.performance" | "rail.toggle" | "picture.save" | "picture.copy" | "link.copy" | "help";

export type Group = "scroll" | "tools" | "view" | "window" | "layout" | "volume" | "cine" | "other";

export interface Binding {
  readonly command: CommandId;
  readonly group: Group;
  readonly label: MessageDescriptor;
  /** Modifiers in the order Ctrl, Alt, Shift, then KeyboardEvent.key; letters in upper case. Ctrl is also Cmd. */
  readonly keys: readonly string[];
}

const row = (command: CommandId, group: Group, label: MessageDescriptor, ...keys: string[]): Binding => ({ command, group, label, keys });

export const KEYS: readonly Binding[] = [
  row("image.previous", "scroll", msg`Previous image`, "ArrowUp"),
  row("image.next", "scroll", msg`Next image`, "ArrowDown"),
  row("image.back10", "scroll", msg`Ten images back`, "Shift+ArrowUp"),
  row("image.forward10", "scroll", msg`Ten images on`, "Shift+ArrowDown"),
  row("image.first", "scroll", msg`First image`, "Home"),
  row("image.last", "scroll", msg`Last image`, "End"),
  row("series.previous", "scroll", msg`Previous series`, "PageUp", "ArrowLeft"),
  row("series.next", "scroll", msg`Next series`, "PageDown", "ArrowRight"),
  row("study.previous", "scroll", msg`Previous study in the list`, "Ctrl+ArrowLeft"),
  row("study.next", "scroll", msg`Next study in the list`, "Ctrl+ArrowRight"),
  row("tool.window", "tools", msg`Window/level`, "W"),
  row("tool.pan", "tools", msg`Pan`, "P"),
  row("tool.zoom", "tools", msg`Zoom`, "Z"),
  row("tool.scroll", "tools", msg`Scroll`, "S"),
  row("tool.cursor", "tools", msg`Crosshair`, "X"),
  row("tool.probe", "tools", msg`Probe value`),
  row("tool.rotate", "tools", msg`Rotate freely`),
  row("tool.shift", "tools", msg`Shift the upper series by hand`),
  row("tool.path", "tools", msg`Path for a curved MPR`, "Shift+P"),
  row("path.finish", "volume", msg`Pull the path straight`),
  row("tool.scalpel", "tools", msg`Scalpel`, "Shift+K"),
  row("point.left", "tools", msg`Use the tool: to the left`, "Ctrl+Shift+ArrowLeft"),
  row("point.right", "tools", msg`Use the tool: to the right`, "Ctrl+Shift+ArrowRight"),
  row("point.up", "tools", msg`Use the tool: up`, "Ctrl+Shift+ArrowUp"),
  row("point.down", "tools", msg`Use the tool: down`, "Ctrl+Shift+ArrowDown"),
  row("cursor.pick", "tools", msg`Crosshair to this place`, "Ctrl+Enter"),
  row("view.rotate", "view", msg`Rotate clockwise`, "R"),
  row("view.rotateBack", "view", msg`Rotate counter-clockwise`, "Shift+R"),
  row("view.flipH", "view", msg`Flip horizontally`, "H"),
  row("view.flipV", "view", msg`Flip vertically`, "V"),
  row("view.invert", "view", msg`Invert`, "I"),
  row("view.zoomIn", "view", msg`Zoom in`, "+"),
  row("view.zoomOut", "view", msg`Zoom out`, "-"),
  row("view.fit", "view", msg`Fit to viewport`, "="),
  row("view.oneToOne", "view", msg`One to one`, "Ctrl+1"),
  row("view.trueSize", "view", msg`True size`),
  row("view.reset", "view", msg`Reset view`, "Shift+ "),
  row("preset.1", "window", msg`Default window`, "1"),
  row("preset.2", "window", msg`Window preset 2`, "2"),
  row("preset.3", "window", msg`Window preset 3`, "3"),
  row("preset.4", "window", msg`Window preset 4`, "4"),
  row("preset.5", "window", msg`Window preset 5`, "5"),
  row("preset.6", "window", msg`Window preset 6`, "6"),
  row("preset.7", "window", msg`Window preset 7`, "7"),
  row("preset.8", "window", msg`Window preset 8`, "8"),
  row("preset.9", "window", msg`Window preset 9`, "9"),
  row("preset.0", "window", msg`Automatic window`, "0"),
  row("viewport.next", "layout", msg`Next viewport`, "Tab"),
  row("viewport.previous", "layout", msg`Previous viewport`, "Shift+Tab"),
  row("screen.maximise", "layout", msg`Maximise viewport`, "M"),
  row("screen.full", "layout", msg`Full screen`, "F11"),
  row("stage.previous", "layout", msg`Previous layout of this study`, ","),
  row("stage.next", "layout", msg`Next layout of this study`, "."),
  row("link.series", "layout", msg`Link scrolling`, "Y"),
  row("link.window", "layout", msg`Link window/level`),
  row("link.zoom", "layout", msg`Link zoom and pan`),
  row("lines.toggle", "layout", msg`Reference lines`),
  row("cursor.clear", "layout", msg`Hide or clear the crosshair`, "Shift+X"),
  row("layout.stack", "volume", msg`Stack of images`, "Shift+S"),
  row("layout.mpr", "volume", msg`MPR`, "Shift+M"),
  row("layout.mpr3d", "volume", msg`MPR and 3D`, "Shift+D"),
  row("layout.mip", "volume", msg`Rotating MIP`, "Shift+I"),
  row("layout.surface", "volume", msg`3D`, "Shift+V"),
  row("layout.fusion", "volume", msg`Fusion`, "Shift+F"),
  row("layout.petct", "volume", msg`PET/CT 3 × 3`, "Shift+G"),
  row("cursor.centre", "volume", msg`Centre on the crosshair`, "Alt+X"),
  row("slab.thicker", "volume", msg`Thicker slab`, "Alt+ArrowUp"),
  row("slab.thinner", "volume", msg`Thinner slab`, "Alt+ArrowDown"),
  row("slab.mode", "volume", msg`MIP, MinIP or mean`, "B"),
  row("turn.left", "volume", msg`Turn to the left`, "Shift+ArrowLeft"),
  row("turn.right", "volume", msg`Turn to the right`, "Shift+ArrowRight"),
  row("turn.up", "volume", msg`Tip back`, "Ctrl+ArrowUp"),
  row("turn.down", "volume", msg`Tip forward`, "Ctrl+ArrowDown"),
  row("look.A", "volume", msg`From the front`, "Alt+1"),
  row("look.P", "volume", msg`From the back`, "Alt+2"),
  row("look.L", "volume", msg`From the left`, "Alt+3"),
  row("look.R", "volume", msg`From the right`, "Alt+4"),
  row("look.H", "volume", msg`From the head`, "Alt+5"),
  row("look.F", "volume", msg`From the feet`, "Alt+6"),
  row("look.LAO", "volume", msg`Left anterior oblique 30°`, "Alt+7"),
  row("look.RAO", "volume", msg`Right anterior oblique 30°`, "Alt+8"),
  row("surface.perspective", "volume", msg`Perspective`),
  row("surface.shading", "volume", msg`Shading`),
  row("surface.crop", "volume", msg`Crop box`, "Shift+C"),
  row("surface.clip", "volume", msg`Clipping plane`),
  row("panel.curve", "volume", msg`Curve of opacity`),
  row("panel.cuts", "volume", msg`List of cuts`),
  row("panel.surface", "volume", msg`Save surface…`),
  row("cut.inside", "volume", msg`Remove what the outline holds`, "Backspace"),
  row("cut.outside", "volume", msg`Keep only what the outline holds`, "Enter"),
  row("align.register", "volume", msg`Register the fused series`),
  row("align.reset", "volume", msg`Alignment as in the files`),
  row("opacity.more", "volume", msg`More of the upper series`, "Alt+ArrowRight"),
  row("opacity.less", "volume", msg`Less of the upper series`, "Alt+ArrowLeft"),
  row("opacity.flip", "volume", msg`Upper series on or off`, "U"),
  row("phase.previous", "volume", msg`Previous phase`, "["),
  row("phase.next", "volume", msg`Next phase`, "]"),
  row("cine.open", "cine", msg`Open cine`, "C"),
  row("cine.play", "cine", msg`Play or stop`, " "),
  row("overlay.cycle", "other", msg`Overlay text`, "O"),
  row("overlays.toggle", "other", msg`Overlays in the images`),
  row("shutter.toggle", "other", msg`Shutter`),
  row("edit.undo", "other", msg`Undo`, "Ctrl+Z"),
  row("edit.redo", "other", msg`Redo`, "Ctrl+Y", "Ctrl+Shift+Z"),
  row("cancel", "other", msg`Cancel`, "Escape"),
  row("rail.toggle", "other", msg`Series list`),
  row("panel.tags", "other", msg`DICOM tags`),
  row("panel.documents", "other", msg`Documents`),
  row("panel.performance", "other", msg`Performance`, "Ctrl+Alt+P"),
  row("panel.movie", "other", msg`Save movie…`),
  row("picture.save", "other", msg`Save picture`),
  row("picture.copy", "other", msg`Copy picture`),
  row("link.copy", "other", msg`Copy link to this view`),
  row("help", "other", msg`Keys and mouse`, "?"),
];

/** Keys of tools to come (length, angle, ellipse, polygon, text, arrow, key image, delete): nothing else may take them. */
export const KEPT_FREE: readonly string[] = ["L", "D", "A", "E", "G", "T", "Q", "K", "Delete"];

/** The parts of a keyboard event that name a key. */
export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The name of a key press as the table writes it. Shift is left out where it only makes the character ("?", "+"). */
export function chord(press: KeyPress): string {
  const letter = /^[a-z]$/i.test(press.key);
  const key = letter ? press.key.toUpperCase() : press.key;
  const shift = press.shiftKey && (letter || press.key.length > 1 || press.key === " ");
  const control = press.ctrlKey || press.metaKey;
  return `${control ? "Ctrl+" : ""}${press.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}
