import { describe, expect, test, vi } from "vitest";
import { Edits } from "./edits";
import { History } from "./history";
import { frameOf, stackScene } from "./scene";
import { initialState, type ViewerState } from "./state";
import { Store } from "./store";
import { holdTime, makeStack } from "./testing";
import { showFrame } from "./viewport/change";

describe("history", () => {
  test("a gesture is one step, whatever it did on the way", () => {
    const history = new History<number>();
    history.begin(1);
    history.begin(2);
    expect(history.end(5)).toBe(true);
    expect(history.undo(5)).toBe(1);
    expect(history.undo(1)).toBeNull();
    expect(history.redo(1)).toBe(5);
    expect(history.canRedo).toBe(false);
  });

  test("a gesture that changed nothing is no step; a new step forgets what was undone", () => {
    const history = new History<number>();
    history.begin(1);
    expect(history.end(1)).toBe(false);
    history.begin(1);
    history.end(2);
    history.undo(2);
    history.begin(1);
    history.end(3);
    expect([history.canUndo, history.canRedo]).toEqual([true, false]);
  });

  test("keeps the last hundred steps", () => {
    const history = new History<number>();
    for (let step = 0; step < 150; step += 1) {
      history.begin(step);
      history.end(step + 1);
    }
    let at: number | null = 150;
    let last = at;
    while (at !== null) {
      last = at;
      at = history.undo(at);
    }
    expect(last).toBe(50);
  });
});

describe("edits", () => {
  holdTime();

  function scrolling() {
    const stack = makeStack("1");
    const empty = initialState("1", "scroll");
    const store = new Store<ViewerState>({ ...empty, stacks: new Map([["1", stack]]), arrangement: { ...empty.arrangement, scenes: [stackScene("1")] } });
    const edits = new Edits(store, () => ({ width: 10, height: 10 }));
    return {
      edits,
      frame: () => frameOf(store.value.arrangement.scenes[0] ?? stackScene("1")),
      show: (to: number) => edits.change(0, "scroll", (scene, one) => showFrame(scene, one, to)),
    };
  }

  test("a drag of many frames is undone at once, and redone", () => {
    const { edits, frame, show } = scrolling();
    for (let to = 1; to < 8; to += 1) show(to);
    edits.settled();
    expect(frame()).toBe(7);
    edits.undo();
    expect(frame()).toBe(0);
    edits.redo();
    expect(frame()).toBe(7);
  });

  test("a drag soon after the wheel is a step of its own, and not cut in two by the wheel's end", () => {
    const { edits, frame, show } = scrolling();
    show(2);
    edits.settledSoon();
    edits.settled(); // the drag begins
    show(5);
    vi.advanceTimersByTime(1000); // the wheel's pause would have ended now
    show(7);
    edits.settled();
    edits.undo();
    expect(frame()).toBe(2);
    edits.undo();
    expect(frame()).toBe(0);
  });

  test("undo takes back what the wheel has just done", () => {
    const { edits, frame, show } = scrolling();
    show(3);
    edits.settledSoon();
    edits.undo();
    expect(frame()).toBe(0);
  });
});
