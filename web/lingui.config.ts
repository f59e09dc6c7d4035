/** Message catalogues: the English sentence in the code is the key; other languages live in src/locales. */
import { defineConfig } from "@lingui/cli";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "de"],
  // A test extracts into a folder of its own and compares.
  catalogs: [{ path: `${process.env["DIAPHANE_LOCALES"] ?? "<rootDir>/src/locales"}/{locale}`, include: ["src"] }],
  format: "po",
  formatOptions: { lineNumbers: false },
  orderBy: "message",
});
