import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, test } from "vitest";
import { presetsFor } from "./presets";
import { ariaKeys, keyLabel } from "./keyLabel";
import { chord, KEPT_FREE, KEYS, type KeyPress } from "./keys";
import { mouseWords, touchWords } from "./panels/gestures";
import { commandFor, DEFAULT_PROFILE, wheelUse } from "./profile";

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change,
});

describe("the key table", () => {
  test("no key means two things and no command stands twice", () => {
    const keys = KEYS.flatMap((row) => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(KEYS.map((row) => row.command)).size).toBe(KEYS.length);
  });

  test.each([
    ["ArrowUp", {}, "image.previous"],
    ["ArrowDown", { shiftKey: true }, "image.forward10"],
    ["Home", {}, "image.first"],
    ["PageDown", {}, "series.next"],
    ["ArrowLeft", {}, "series.previous"],
    ["w", {}, "tool.window"],
    ["S", { shiftKey: false }, "tool.scroll"],
    ["r", {}, "view.rotate"],
    ["R", { shiftKey: true }, "view.rotateBack"],
    ["h", {}, "view.flipH"],
    ["v", {}, "view.flipV"],
    ["i", {}, "view.invert"],
    ["+", { shiftKey: true }, "view.zoomIn"],
    ["=", {}, "view.fit"],
    ["1", { ctrlKey: true }, "view.oneToOne"],
    ["1", { metaKey: true }, "view.oneToOne"],
    ["1", {}, "preset.1"],
    ["0", {}, "preset.0"],
    [" ", {}, "cine.play"],
    [" ", { shiftKey: true }, "view.reset"],
    ["c", {}, "cine.open"],
    ["y", {}, "link.series"],
    ["y", { ctrlKey: true }, "edit.redo"],
    ["z", { ctrlKey: true }, "edit.undo"],
    ["z", {}, "tool.zoom"],
    ["x", {}, "tool.cursor"],
    ["o", {}, "overlay.cycle"],
    ["Tab", { shiftKey: true }, "viewport.previous"],
    ["ArrowRight", { ctrlKey: true }, "study.next"],
    [",", {}, "stage.previous"],
    ["b", {}, "slab.mode"],
    ["x", { altKey: true }, "cursor.centre"],
    ["F11", {}, "screen.full"],
    ["?", { shiftKey: true }, "help"],
    ["Escape", {}, "cancel"],
  ] as const)("%s with %o is %s", (key, change, command) => {
    expect(commandFor(press(key, change))).toBe(command);
  });

  test("mouse, wheel and fingers are those of VIEWER 6.1", () => {
    const { buttons, fingers, wheel, rightClick, longPress, doubleTap, doubleClick } = DEFAULT_PROFILE;
    expect(buttons).toEqual({ left: "active", middle: "pan", right: "zoom" });
    expect(fingers).toEqual({ 1: "active", 2: "pinch", 3: "window" });
    expect(wheel).toEqual({ plain: "scroll", ctrl: "zoom", shift: "scrollTen", alt: "slab" });
    expect([rightClick, longPress, doubleTap, doubleClick]).toEqual(["menu", "menu", "maximise", "maximise"]);
    const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect([none, { ...none, metaKey: true }, { ...none, altKey: true }, { ...none, shiftKey: true }].map((event) => wheelUse(event))).toEqual(["scroll", "zoom", "slab", "scrollTen"]);
  });

  test("another profile is written in its own words", () => {
    const other = { ...DEFAULT_PROFILE, buttons: { left: "pan", middle: null, right: "window" }, rightClick: null } as const;
    expect(mouseWords(other).map(({ does }) => does.message)).toEqual(
      mouseWords().map(({ does }) => does.message).toSpliced(0, 4, "Pan", "Window/level"),
    );
    expect(touchWords(other)).toEqual(touchWords());
  });

  test("keys of tools to come are free", () => {
    const taken = new Set(KEYS.flatMap((row) => row.keys));
    expect(KEPT_FREE.filter((key) => taken.has(key))).toEqual([]);
  });

  test("keys that the browser needs stay its own", () => {
    for (const key of ["c", "v", "r", "p", "w", "0"]) expect(commandFor(press(key, { ctrlKey: true }))).toBeNull();
    expect(chord(press("Shift", { shiftKey: true }))).toBe("Shift+Shift");
  });
});

describe("key names", () => {
  beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

  test("are for people, and for ARIA", () => {
    expect(keyLabel("Shift+ArrowUp")).toBe("Shift+↑");
    expect(keyLabel("Shift+ ")).toBe("Shift+Space");
    expect(keyLabel("+")).toBe("+");
    expect(keyLabel("Ctrl+Z", true)).toBe("⌘+Z");
    expect(ariaKeys(["Ctrl+Y", "Ctrl+Shift+Z"])).toBe("Control+Y Control+Shift+Z");
    expect(ariaKeys([])).toBeUndefined();
  });
});

describe("presets", () => {
  const stack = (modality: string, unit: string) => ({ modality, unit, windows: [{ name: "A", center: 1, width: 2 }, { name: "B", center: 3, width: 4 }] });
  const on = (modality: string, unit: string) => presetsFor(stack(modality, unit)).map(({ key, wanted }) => [key, wanted.kind === "fixed" ? `${wanted.width}/${wanted.center}` : wanted.kind]);

  test("CT has its eight windows on 2 to 9", () => {
    const found = Object.fromEntries(on("CT", "HU").filter(([key]) => key !== null) as [string, string][]);
    expect(found).toEqual({
      0: "measured", 1: "file", 2: "400/40", 3: "1500/-600", 4: "150/90", 5: "2000/350", 6: "80/40", 7: "400/80", 8: "600/300", 9: "4000/700",
    });
  });

  test("PET has SUV windows only where the unit is SUV", () => {
    expect(on("PT", "SUVbw").filter(([, value]) => value?.includes("/"))).toEqual([["2", "5/2.5"], ["3", "10/5"], ["4", "15/7.5"], ["5", "20/10"]]);
    expect(on("PT", "BQML").some(([, value]) => value?.includes("/"))).toBe(false);
  });

  test("further windows of the file are in the menu", () => {
    expect(presetsFor(stack("MR", "")).map((preset) => preset.name)).toContain("B");
  });
});
