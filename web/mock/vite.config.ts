/** Serves the built pages with the twin of the server: `npm run mock` after `npm run build`. */
import { defineConfig } from "vite";
import { mockApi } from "./api.ts";

export default defineConfig({
  plugins: [mockApi()],
  preview: { host: "127.0.0.1", port: Number(process.env["PORT"] ?? 4173), strictPort: true },
});
