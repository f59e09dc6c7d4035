import { describe, expect, test, vi } from "vitest";
import { api } from "../lib/api";
import { Library } from "./library";
import { plainLayer, stackScene, type Scene } from "./scene";
import { initialState } from "./state";
import { Store } from "./store";
import { makeStack } from "./testing";

const [CT, PET] = ["0123456789abcdef".repeat(2), "fedcba9876543210".repeat(2)];
const FUSED: Scene = { ...stackScene("ct"), layers: [plainLayer("ct"), plainLayer("pet")] };

function library(): Library {
  vi.spyOn(api, "stack").mockImplementation(async (uid) => makeStack(uid, { content: uid === "ct" ? CT : PET }));
  return new Library(new Store(initialState("1", "window")), () => undefined);
}

describe("what a picture was drawn from", () => {
  test("is compared layer by layer", async () => {
    const [ct, pet] = [CT.slice(0, 16), PET.slice(0, 16)];
    const known = library();
    expect(await known.drewAll(FUSED, [ct, pet])).toBe(true);
    expect(await known.drewAll(FUSED, [pet, ct])).toBe(false);
    expect(await known.drewAll(FUSED, [ct])).toBe(false);
    expect(await known.drewAll(stackScene("ct"), [pet])).toBe(false);
  });

  test("is asked for again where the series has grown", async () => {
    const known = library();
    await known.stack("ct");
    const grown = "ab".repeat(16);
    vi.spyOn(api, "stack").mockImplementation(async (uid) => makeStack(uid, { content: grown }));
    expect(await known.drewAll(stackScene("ct"), [grown.slice(0, 16)])).toBe(false);
    await known.stack("ct");
    expect(await known.drewAll(stackScene("ct"), [grown.slice(0, 16)])).toBe(true);
  });
});
