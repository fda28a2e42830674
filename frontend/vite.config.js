// One entry a page may ask for: scripts/NAME.ts and styles/NAME.css. Files whose name starts with _ are parts, not entries.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const entries = ["scripts", "styles"].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith("_") && /\.(ts|css)$/.test(file.name))
    .map((file) => resolve(folder, file.name)),
);

export default defineConfig({
  base: "/static/",
  build: {
    manifest: "manifest.json",
    target: "es2022",
    rollupOptions: { input: entries },
    assetsInlineLimit: 0, // the Content-Security-Policy lets nothing inline through
  },
});
