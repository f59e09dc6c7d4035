/** No words outside of the catalogue: texts and names in JSX, and what code writes into the page or says to the reader. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = import.meta.dirname;
/** Components whose children are translated where they are written. */
const TRANSLATED = new Set(["Trans", "Plural", "Select"]);
/** Attributes that people read or hear. */
const READ = new Set(["aria-label", "title", "label", "placeholder", "alt", "aria-valuetext", "thumbLabel", "description"]);
/** Properties and functions by which code without JSX writes words. */
const WRITTEN = new Set(["textContent", "innerText", "title", "placeholder", "ariaLabel"]);
const SAYS = new Set(["say"]);
/** The same in every language: names of modalities and methods, and what is drawn as an icon. */
const NAMES = new Set(["W/L", "MPR", "MIP", "3D", "PET/CT", "CT", "PT", "1:1", "Diaphane", "LUT", "DICOM", "SUV", "SUV 0–", "mm", "English", "Deutsch", "A", "C", "S"]);

function files(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(?:test|gen)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Words: two letters in a row that are not a name. */
function raw(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !NAMES.has(text.trim());
}

function isTranslated(node: ts.Node): boolean {
  for (let above: ts.Node | undefined = node.parent; above; above = above.parent) {
    if (ts.isJsxElement(above) && TRANSLATED.has(above.openingElement.tagName.getText())) return true;
  }
  return false;
}

/** A literal as it stands: `t` and `msg` make tagged templates, which are none. */
function literal(node: ts.Node | undefined): string | null {
  if (!node) return null;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return ts.isTaggedTemplateExpression(node.parent) ? null : node.text;
  if (ts.isJsxExpression(node)) return literal(node.expression);
  if (ts.isConditionalExpression(node)) return [literal(node.whenTrue), literal(node.whenFalse)].find((text) => text !== null && raw(text)) ?? null;
  return null;
}

function rawAt(node: ts.Node): string | null {
  if (ts.isJsxText(node)) return isTranslated(node) ? null : node.text;
  if (ts.isJsxAttribute(node)) return READ.has(node.name.getText()) ? literal(node.initializer) : null;
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return isTranslated(node) ? null : literal(node);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left)) {
    return WRITTEN.has(node.left.name.text) ? literal(node.right) : null;
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const name = node.expression.name.text;
    if (SAYS.has(name)) return literal(node.arguments[0]);
    if (name === "setAttribute" && READ.has(literal(node.arguments[0]) ?? "")) return literal(node.arguments[1]);
  }
  return null;
}

function rawStrings(name: string, source: string): readonly string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const text = rawAt(node);
    if (text !== null && raw(text)) found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${text.trim()}`);
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

test("a raw string is found wherever it can stand", () => {
  const bad = [
    "<b>Hello there</b>", `<b aria-label="Close it" />`, `<b title={on ? "Stop now" : t\`Play\`} />`, `<b>{"Words here"}</b>`,
    `viewer.say("Not so")`, `box.textContent = "Nothing"`, `box.setAttribute("aria-label", "Image bar")`,
  ];
  for (const [index, text] of bad.entries()) expect(rawStrings("x.tsx", text), `case ${index}`).toHaveLength(1);
  const good = ["<Trans>Hello there</Trans>", "<b aria-label={t`Close`}>{t`Words`}</b>", "<b>W/L</b>", `box.setAttribute("role", "slider")`, "viewer.say(t`So`)"];
  for (const text of good) expect(rawStrings("x.tsx", text), text).toEqual([]);
});

test("every word of the pages is in the catalogue", () => {
  expect(files(ROOT).flatMap((file) => rawStrings(file.slice(ROOT.length + 1), readFileSync(file, "utf-8")))).toEqual([]);
}, 60_000);
