/** Build of the pages: hashed files, no inline script or style (the server's Content-Security-Policy forbids them). */
import { lingui } from "@lingui/vite-plugin";
import babel, { defineRolldownBabelPreset } from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { pdfjsFiles } from "./scripts/pdfjs-files.ts";

/** The Lingui macro runs only over files that use it; everything else goes through oxc alone. */
const linguiMacro = defineRolldownBabelPreset({
  preset: { plugins: ["@lingui/babel-plugin-lingui-macro"] },
  rolldown: { filter: { code: /@lingui\/(core|react)\/macro/ } },
});

export default defineConfig({
  plugins: [react(), babel({ presets: [linguiMacro] }), lingui(), pdfjsFiles()],
  build: {
    target: "es2023",
    manifest: "manifest.json",
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // What three or more parts share comes as one file: dozens of one-kilobyte files cost more in requests than they save.
        codeSplitting: {
          groups: [
            { name: "kit", test: /node_modules/, minShareCount: 3 },
            { name: "shared", test: /src\/(ui|lib)\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": { target: process.env["DIAPHANE_URL"] ?? "https://127.0.0.1:8443", secure: false, ws: true } } },
  test: { include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts"], environment: "node" },
});
