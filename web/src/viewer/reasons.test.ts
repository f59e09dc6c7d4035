import { i18n } from "@lingui/core";
import { afterEach, expect, test } from "vitest";
import { messages } from "../locales/de.po";
import { reasonOf } from "./reasons";

afterEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const large = "This series would need 8400 MiB as a volume; the render worker may use 3072 MiB. Look at its slices instead.";

test("a refusal keeps its numbers in the reader's language", () => {
  i18n.loadAndActivate({ locale: "de", messages });
  expect(reasonOf("volume.too_large", large)).toMatch(/ 8\.400 MiB; .* 3\.072 MiB/u);
  expect(reasonOf("volume.too_many_voxels", "A volume of 2048 x 2048 x 600 voxels is too large.")).toContain("2.048 × 2.048 × 600");
});

test("why a series is no volume is one sentence, whoever says it", () => {
  i18n.loadAndActivate({ locale: "de", messages });
  expect(reasonOf("volume.colour", "These are colour pictures.")).toContain("Farbbilder");
  expect(reasonOf("stack.localizers", "The pictures are localizers.")).toContain("Übersichtsaufnahmen");
  expect(reasonOf("volume.unheard", "Something new.")).toBe("Something new.");
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect(reasonOf("volume.too_large", large)).toBe(large);
});
