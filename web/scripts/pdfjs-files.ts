/** Copies the files that pdf.js fetches at run time (character maps, substitute fonts, decoders) into the build. */
import { cpSync, createReadStream, existsSync } from "node:fs";
import { join, normalize, resolve } from "node:path";
import type { Plugin } from "vite";

const SOURCE = resolve("node_modules/pdfjs-dist");
const FOLDERS = ["cmaps", "standard_fonts", "wasm", "iccs"];

/** Serves the folders under `/pdfjs/` in development and writes them to `pdfjs/` of the build. */
export function pdfjsFiles(): Plugin {
  let out = "";
  return {
    name: "diaphane:pdfjs-files",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use("/pdfjs", (request, response, next) => {
        const path = normalize((request.url ?? "").split("?")[0] ?? "");
        const file = join(SOURCE, path);
        if (FOLDERS.some((folder) => path.startsWith(`/${folder}/`)) && existsSync(file)) createReadStream(file).pipe(response);
        else next();
      });
    },
    writeBundle() {
      for (const folder of FOLDERS) cpSync(join(SOURCE, folder), join(out, "pdfjs", folder), { recursive: true });
    },
  };
}
