/** Checks what a first visit must load (gzip), from the build's manifest: `node scripts/budget.mjs [dist]`. Fails when over. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const out = process.argv[2] ?? "dist";
const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));

/** Every page: the entries it needs before its content is there, and its limits in KiB. A limit is only ever lowered. */
const BUDGETS = [
  { page: "log in", needs: ["index.html", "src/locales/en.po", "src/pages/LogInPage.tsx"], js: 260, css: 60 },
  {
    page: "studies",
    needs: ["index.html", "src/locales/en.po", "src/app/Member.tsx", "src/app/Shell.tsx", "src/pages/StudiesPage.tsx"],
    js: 320,
    css: 60,
  },
  { page: "viewer", needs: ["index.html", "src/locales/en.po", "src/app/Member.tsx", "src/pages/ViewerPage.tsx"], js: 320, css: 60 },
];
/** What must never be part of a first visit: it is loaded when it is used. */
const LAZY = ["src/documents/PdfView.tsx", "src/worklist/Calendar.tsx"];

/** Files that an entry loads before it runs: its own, its static imports, their styles. */
function closure(key, files = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build has no ${key}; correct scripts/budget.mjs.`);
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const each of chunk.imports ?? []) closure(each, files);
  return files;
}

const gzipped = (file) => gzipSync(readFileSync(join(out, file)), { level: 9 }).length / KIB;

let failed = false;
for (const { page, needs, js, css } of BUDGETS) {
  const files = new Set(needs.flatMap((key) => [...closure(key)]));
  const size = (ending) => [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + gzipped(file), 0);
  const [jsSize, cssSize] = [size(".js"), size(".css")];
  const over = jsSize > js || cssSize > css;
  const lazy = LAZY.filter((key) => files.has(manifest[key]?.file));
  failed ||= over || lazy.length > 0;
  const verdict = over ? "OVER" : "ok";
  console.log(`${page.padEnd(8)} ${jsSize.toFixed(1).padStart(6)} / ${js} KiB js  ${cssSize.toFixed(0).padStart(3)} / ${css} KiB css  ${files.size} files  ${verdict}`);
  for (const key of lazy) console.log(`         ${key} is loaded at once; it must come on demand`);
}
process.exitCode = failed ? 1 : 0;
