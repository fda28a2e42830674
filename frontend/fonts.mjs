// Turn the page's WOFF2 fonts into the TTF files that the PDF engine reads: one family, screen and paper.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { decompress } from "wawoff2";

const WANTED = {
  "atkinson-hyperlegible-next": ["400-normal", "400-italic", "700-normal"],
  literata: ["400-normal", "400-italic", "700-normal"],
};

mkdirSync("dist/fonts", { recursive: true });
for (const [family, faces] of Object.entries(WANTED)) {
  for (const face of faces) {
    const name = `${family}-latin-${face}`;
    const woff2 = readFileSync(`node_modules/@fontsource/${family}/files/${name}.woff2`);
    writeFileSync(`dist/fonts/${name}.ttf`, await decompress(woff2));
  }
}
