// Colours come from the style sheet, so that both themes are decided in one place: probes wear the classes, we read them.
export interface Colours {
  looks: [string, string][];
  ground: string; // under a hatch
  stage: string; // beyond the territory
  limit: string;
  edge: string;
  ink: string;
  paper: string;
}

const LOOKS = ["class-0", "class-1", "class-2", "class-3", "class-4", "is-empty"];

export function coloursOf(stage: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  const holder = document.createElement("span");
  holder.dataset.ramp = stage.dataset.ramp ?? "neutral";
  holder.style.setProperty("forced-color-adjust", "none"); // else every colour reads as the text’s, and the map is blank
  holder.append(probe);
  stage.append(holder);
  const read = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return toRgb(getComputedStyle(probe).color);
  };
  const looks = LOOKS.map((look): [string, string] => [look, read(look === "is-empty" ? "--nobody" : `--${look}`)]);
  const found = { looks, ground: read("--paper"), stage: read("--sunken"), limit: read("--limit"), edge: read("--edge"), ink: read("--ink"), paper: read("--paper") };
  holder.remove();
  return found;
}

// MapLibre reads rgb() and hex only; a canvas turns whatever the browser computed into bytes.
function toRgb(colour: string): string {
  const brush = pen(1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

// Suppressed: thick strokes one way; no data: thin strokes the other way. The same as the patterns of the drawing.
export function hatch(stage: HTMLElement, look: string): ImageData {
  const size = 20;
  const { ground, ink } = coloursOf(stage);
  const brush = pen(size);
  brush.fillStyle = ground;
  brush.fillRect(0, 0, size, size);
  brush.strokeStyle = ink;
  brush.globalAlpha = 0.7;
  brush.lineWidth = look === "is-suppressed" ? 4 : 1.75;
  brush.beginPath();
  for (const step of [-size, 0, size]) {
    const [from, to] = look === "is-suppressed" ? [size, 0] : [0, size];
    brush.moveTo(step - 2, from + (from ? 2 : -2));
    brush.lineTo(step + size + 2, to + (to ? 2 : -2));
  }
  brush.stroke();
  return brush.getImageData(0, 0, size, size);
}

function pen(size: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  if (!brush) throw new Error("no canvas");
  return brush;
}
