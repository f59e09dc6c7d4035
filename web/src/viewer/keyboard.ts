/** Key presses of the page to commands, unless something else on the page wants them. */
import { COMMANDS } from "./commands";
import { chord } from "./keys";
import { commandFor } from "./profile";
import type { ViewerCore } from "./core";

/** Where typing means typing, and where menus and dialogs have keys of their own. */
const OWN_KEYS = "input, textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog], [role=tree]";
const PRESSABLE = "button, a, [role=button], [role=tab]";
const PRESSES = new Set(["Enter", " "]);

function elsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(OWN_KEYS)) return true;
  if (event.key === "Tab") return target !== document.body;
  return target.closest(PRESSABLE) !== null && PRESSES.has(event.key);
}

function openMenu(viewer: ViewerCore): void {
  const { active } = viewer.state.arrangement;
  const box = viewer.area.viewports[active]?.root.getBoundingClientRect();
  if (box) viewer.menu(active, box.left + box.width / 2, box.top + box.height / 2);
}

/** Listens until the returned function is called. */
export function listenToKeys(viewer: ViewerCore): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || elsewhere(event)) return;
    const menu = event.key === "ContextMenu" || chord(event) === "Shift+F10";
    const command = commandFor(event);
    if (!menu && !command) return;
    event.preventDefault();
    if (menu) openMenu(viewer);
    else if (command) COMMANDS[command](viewer);
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
