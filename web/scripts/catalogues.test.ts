/** Every sentence of the pages is in the catalogues and translated: a build strips the sentences from the code. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Sentences and their translations of one PO file. */
function entries(file: string): Map<string, string> {
  const text = readFileSync(file, "utf8");
  const joined = (block: string) => [...block.matchAll(/"(.*)"/g)].map((match) => match[1]).join("");
  const found = text.matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/gm);
  return new Map([...found].map((match) => [joined(match[1] ?? ""), joined(match[2] ?? "")] as const).filter(([id]) => id !== ""));
}

let fresh = "";
beforeAll(() => {
  fresh = mkdtempSync(join(tmpdir(), "diaphane-locales-"));
  cpSync("src/locales", fresh, { recursive: true });
  execFileSync(process.execPath, ["node_modules/@lingui/cli/dist/lingui.js", "extract", "--clean"], {
    env: { ...process.env, DIAPHANE_LOCALES: fresh },
    stdio: "pipe",
  });
}, 60_000);
afterAll(() => rmSync(fresh, { recursive: true, force: true }));

test.each(["en", "de"])("the %s catalogue holds exactly the sentences of the code (else: npm run messages)", (language) => {
  const kept = [...entries(`src/locales/${language}.po`).keys()].toSorted();
  expect(kept).toEqual([...entries(join(fresh, `${language}.po`)).keys()].toSorted());
  expect(kept.length).toBeGreaterThan(100);
});

test("every sentence has a German one with the same places to fill in", () => {
  const places = (text: string) => [...new Set([...text.matchAll(/(?<!(?:one|other) )\{(\w+)[,}]|<(\d+)/g)].map((match) => match[1] ?? match[2]))].toSorted().join();
  for (const [sentence, translation] of entries("src/locales/de.po")) {
    expect(translation, `no German for: ${sentence}`).not.toBe("");
    expect(places(translation), sentence).toBe(places(sentence));
  }
});
