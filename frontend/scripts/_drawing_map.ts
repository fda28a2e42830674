// The small areas on a map: who has which, one in hand, a lasso. Knows nothing of the server.
import * as maplibregl from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

maplibregl.setWorkerUrl(workerUrl);

export interface Units {
  codes: string[];
  names: string[];
  points: [number, number][];
  people: (number | null)[];
}

export interface State {
  revision: number;
  units: Record<string, string>; // small area → locality's key
  shared: string[];
  colours: Record<string, number>;
  names: Record<string, string>;
}

export interface Gestures {
  touch(code: string): void;
  surround(codes: string[]): void;
  over(code: string | null): void;
}

export interface Sketchpad {
  paint(state: State): void;
  lasso(isOn: boolean): void;
}

const FONT = "Atkinson Hyperlegible Next";
const COLOURS = 8;
type Point = [number, number];

export async function sketchpad(section: HTMLElement, stage: HTMLElement, units: Units, gestures: Gestures): Promise<Sketchpad> {
  const words = section.dataset;
  const bounds = (words.bounds ?? "").split(",").map(Number) as [number, number, number, number];
  const [minzoom = 0, maxzoom = 14] = (words.zooms ?? "").split(",").map(Number);
  const paints = coloursOf(stage);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  await document.fonts.load(`16px "${FONT}"`).catch(() => undefined);
  const map = new maplibregl.Map({
    container: stage, bounds, fitBoundsOptions: { padding: 16 }, attributionControl: false, cooperativeGestures: true,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, keyboard: false, renderWorldCopies: false, fadeDuration: isCalm ? 0 : 150,
    locale: {
      "NavigationControl.ZoomIn": words.zoomIn ?? "", "NavigationControl.ZoomOut": words.zoomOut ?? "", "Map.Title": words.name ?? "",
      "CooperativeGesturesHandler.MobileHelpText": words.twoFingers ?? "", "CooperativeGesturesHandler.WindowsHelpText": words.controlKey ?? "", "CooperativeGesturesHandler.MacHelpText": words.commandKey ?? "",
    },
    style: {
      version: 8,
      sources: {
        areas: { type: "vector", tiles: [location.origin + (words.tiles ?? "")], minzoom, maxzoom, promoteId: "code" },
        names: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
      },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": paints.stage } },
        { id: "areas", type: "fill", source: "areas", "source-layer": "areas", paint: { "fill-color": fillOf(paints) as never } },
        { id: "limits", type: "line", source: "areas", "source-layer": "areas", paint: { "line-color": paints.edge, "line-width": ["case", ["boolean", ["feature-state", "shared"], false], 2.5, 0.7] } },
        { id: "here", type: "line", source: "areas", "source-layer": "areas", paint: { "line-color": paints.ink, "line-width": ["case", ["boolean", ["feature-state", "here"], false], 3, 0] } },
        { id: "names", type: "symbol", source: "names", layout: { "text-field": ["get", "name"], "text-font": [FONT], "text-size": 14, "text-max-width": 8 }, paint: { "text-color": paints.ink, "text-halo-color": paints.paper, "text-halo-width": 2 } },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().tabIndex = -1; // the list below does the same by keyboard, and says it
  map.getCanvas().setAttribute("aria-hidden", "true");
  map.getCanvas().removeAttribute("role");
  await new Promise<void>((resolve, reject) => {
    map.once("load", () => resolve());
    map.once("webglcontextlost", () => reject(new Error("WebGL context lost")));
  }).catch((reason: unknown) => { map.remove(); throw reason; });

  let here: string | null = null;
  let held: Record<string, string> = {};
  const tell = (code: string, state: Record<string, unknown>) => map.setFeatureState({ source: "areas", sourceLayer: "areas", id: code }, state);
  const under = (event: maplibregl.MapMouseEvent) => {
    const [feature] = map.queryRenderedFeatures(event.point, { layers: ["areas"] });
    const code: unknown = feature?.properties.code;
    return typeof code === "string" ? code : null;
  };
  map.on("mousemove", (event) => {
    const code = under(event);
    if (code === here) return;
    if (here) tell(here, { here: false });
    if (code) tell(code, { here: true });
    here = code;
    gestures.over(code);
  });
  map.on("click", (event) => { const code = under(event); if (code && !rope.isOn) gestures.touch(code); });
  const rope = new Rope(map, stage, (ring) => gestures.surround(units.codes.filter((_, at) => inside(map.project(units.points[at] ?? [0, 0]), ring))));
  return {
    paint(state) {
      const shared = new Set(state.shared);
      for (const code of new Set([...Object.keys(held), ...Object.keys(state.units)])) {
        const key = state.units[code];
        tell(code, { colour: key === undefined ? -1 : (state.colours[key] ?? -1), shared: shared.has(code) });
      }
      held = state.units;
      (map.getSource("names") as maplibregl.GeoJSONSource).setData({ type: "FeatureCollection", features: labels(state, units) });
      stage.dataset.revision = String(state.revision); // a test may wait for it
    },
    lasso(isOn) { rope.set(isOn); },
  };
}

type Features = Extract<maplibregl.GeoJSONSourceSpecification["data"], { type: "FeatureCollection" }>["features"];

function labels(state: State, units: Units): Features {
  const sums: Record<string, [number, number, number]> = {};
  units.codes.forEach((code, at) => {
    const key = state.units[code], point = units.points[at];
    if (key === undefined || !point) return;
    const sum = (sums[key] ??= [0, 0, 0]);
    sum[0] += point[0]; sum[1] += point[1]; sum[2] += 1;
  });
  return Object.entries(sums).map(([key, [x, y, n]]) => ({ type: "Feature", properties: { name: state.names[key] ?? "" }, geometry: { type: "Point", coordinates: [x / n, y / n] } }));
}

// Freehand, with a pointer of any kind; the map does not move meanwhile.
class Rope {
  isOn = false;
  private ring: Point[] = [];
  private readonly shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");

  constructor(private readonly map: maplibregl.Map, private readonly stage: HTMLElement, private readonly done: (ring: Point[]) => void) {
    const sheet = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    sheet.setAttribute("aria-hidden", "true");
    sheet.append(this.shape);
    stage.append(sheet);
    const canvas = map.getCanvas();
    canvas.addEventListener("pointerdown", (event) => { if (this.isOn && event.button === 0) { this.ring = [this.at(event)]; canvas.setPointerCapture(event.pointerId); } });
    canvas.addEventListener("pointermove", (event) => { if (this.ring.length) { this.ring.push(this.at(event)); this.draw(); } });
    canvas.addEventListener("pointerup", () => { const ring = this.ring; this.ring = []; this.draw(); if (ring.length > 5) this.done(ring); });
    canvas.addEventListener("pointercancel", () => { this.ring = []; this.draw(); });
  }

  set(isOn: boolean): void {
    this.isOn = isOn;
    this.stage.classList.toggle("is-lasso", isOn);
    for (const handler of [this.map.dragPan, this.map.boxZoom, this.map.touchZoomRotate]) if (isOn) handler.disable(); else handler.enable();
  }

  private at(event: PointerEvent): Point {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private draw(): void {
    this.shape.setAttribute("points", this.ring.map((point) => point.join(",")).join(" "));
  }
}

function inside({ x, y }: { x: number; y: number }, ring: Point[]): boolean {
  let isIn = false;
  ring.forEach(([ax, ay], at) => {
    const [bx, by] = ring[(at + ring.length - 1) % ring.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isIn = !isIn;
  });
  return isIn;
}

interface Paints { tints: string[]; stage: string; edge: string; ink: string; paper: string; }

function fillOf({ tints, paper }: Paints): unknown[] {
  const match: unknown[] = ["match", ["coalesce", ["feature-state", "colour"], -1]];
  tints.forEach((tint, place) => match.push(place, tint));
  return [...match, paper];
}

// Colours are the style sheet's: probes wear them, a canvas turns them into what MapLibre reads.
function coloursOf(stage: HTMLElement): Paints {
  const probe = document.createElement("span");
  probe.hidden = true;
  stage.append(probe);
  const read = (variable: string, colour = ""): string => {
    probe.dataset.colour = colour;
    probe.style.color = `var(${variable})`;
    const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (!brush) return "#888888";
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const tints = Array.from({ length: COLOURS }, (_, place) => read("--tint", String(place)));
  const found = { tints, stage: read("--sunken"), edge: read("--edge"), ink: read("--ink"), paper: read("--paper") };
  probe.remove();
  return found;
}
