// MapLibre over the server's drawing: pan, zoom, names. Loaded only where WebGL works.
import * as maplibregl from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { coloursOf, hatch } from "./_atlas_colours";
import type { Drawing, Pick, Stage } from "./_atlas_values";

maplibregl.setWorkerUrl(workerUrl);

const HATCHED = ["is-suppressed", "is-missing"];
const FONT = "Atkinson Hyperlegible Next";

type Bounds = [number, number, number, number];
const numbers = (words: string | undefined) => (words ?? "").split(",").filter(Boolean).map(Number);
const absolute = (address: string) => location.origin + address;
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function tiles(address: string, zooms: string | undefined): maplibregl.VectorSourceSpecification {
  const [minzoom = 0, maxzoom = 14] = numbers(zooms);
  return { type: "vector", tiles: [absolute(address)], minzoom, maxzoom, promoteId: "code" };
}

function style({ element, values }: Stage): maplibregl.StyleSpecification {
  const colours = coloursOf(element);
  const codesOf = (look: string) => values.codes.filter((_, rank) => values.looks[rank] === look);
  const fill: maplibregl.ExpressionSpecification = ["match", ["get", "code"]] as never;
  for (const [look, colour] of colours.looks) {
    const codes = codesOf(look);
    if (codes.length) (fill as unknown[]).push(codes, colour);
  }
  (fill as unknown[]).push(colours.ground);
  const inHand: maplibregl.ExpressionSpecification = ["boolean", ["feature-state", "here"], false];
  const wider = element.dataset.outlineTiles;
  return {
    version: 8,
    sources: {
      areas: tiles(element.dataset.tiles ?? "", element.dataset.zooms),
      names: { type: "geojson", data: namesOf(values) },
      ...(wider ? { wider: tiles(wider, element.dataset.outlineZooms) } : {}),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.stage } },
      { id: "areas", type: "fill", source: "areas", "source-layer": "areas", paint: { "fill-color": fill as never, "fill-antialias": true } },
      ...HATCHED.map((look): maplibregl.LayerSpecification => ({
        id: look, type: "fill", source: "areas", "source-layer": "areas",
        filter: ["in", ["get", "code"], ["literal", codesOf(look)]], paint: { "fill-pattern": look },
      })),
      { id: "limits", type: "line", source: "areas", "source-layer": "areas", paint: { "line-color": colours.limit, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.4, 13, 1.5] } },
      { id: "nobody", type: "line", source: "areas", "source-layer": "areas", filter: ["in", ["get", "code"], ["literal", codesOf("is-empty")]], paint: { "line-color": colours.edge, "line-width": 1, "line-dasharray": [2, 2] } },
      ...(wider ? [{ id: "wider", type: "line", source: "wider", "source-layer": "areas", paint: { "line-color": colours.ink, "line-opacity": 0.45, "line-width": 1.1 } } as maplibregl.LayerSpecification] : []),
      { id: "here", type: "line", source: "areas", "source-layer": "areas", paint: { "line-color": colours.ink, "line-width": ["case", inHand, 3.5, 0] } },
      {
        id: "names", type: "symbol", source: "names", minzoom: values.codes.length > 100 ? 12.5 : 9.2,
        layout: { "text-field": ["get", "name"], "text-font": [FONT], "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11, 13, 15], "text-max-width": 8, "text-padding": 4 },
        paint: { "text-color": colours.ink, "text-halo-color": colours.paper, "text-halo-width": 1.75 },
      },
    ],
  };
}

function namesOf(values: Stage["values"]): Exclude<maplibregl.GeoJSONSourceSpecification["data"], string> {
  return {
    type: "FeatureCollection",
    features: values.names.map((name, rank) => ({
      type: "Feature", properties: { name }, geometry: { type: "Point", coordinates: values.points[rank] ?? [0, 0] },
    })),
  };
}

export async function drawnByMapLibre(stage: Stage, pick: Pick): Promise<Drawing> {
  const { element, values, rank } = stage;
  const bounds = numbers(element.dataset.bounds) as Bounds;
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  canvas.hidden = false;
  element.append(canvas);
  await document.fonts.load(`16px "${FONT}"`).catch(() => undefined);
  const words = element.dataset;
  const map = new maplibregl.Map({
    container: canvas, style: style(stage), bounds, fitBoundsOptions: { padding: 16 }, attributionControl: false,
    cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false, keyboard: false,
    renderWorldCopies: false, maxBounds: widened(bounds), fadeDuration: isCalm() ? 0 : 150,
    locale: {
      "NavigationControl.ZoomIn": words.zoomIn ?? "", "NavigationControl.ZoomOut": words.zoomOut ?? "", "Map.Title": words.name ?? "",
      "CooperativeGesturesHandler.MobileHelpText": words.twoFingers ?? "",
      "CooperativeGesturesHandler.WindowsHelpText": words.controlKey ?? "", "CooperativeGesturesHandler.MacHelpText": words.commandKey ?? "",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  const whole = () => map.fitBounds(bounds, { padding: 16, animate: !isCalm() });
  map.addControl(new Whole(words.whole ?? "", whole), "top-right");
  map.getCanvas().tabIndex = -1; // the stage holds the keyboard; the canvas would be a second stop that says nothing
  map.getCanvas().setAttribute("aria-hidden", "true");
  map.getCanvas().removeAttribute("role");
  const addHatches = () => {
    for (const look of HATCHED) if (!map.hasImage(look)) map.addImage(look, hatch(element, look), { pixelRatio: 2 });
  };
  addHatches();
  await new Promise<void>((resolve, reject) => {
    map.once("load", () => resolve());
    map.once("webglcontextlost", () => reject(new Error("WebGL context lost")));
  }).catch((reason: unknown) => { map.remove(); canvas.remove(); throw reason; });

  let here: string | null = null;
  const state = (code: string, isHere: boolean) => map.setFeatureState({ source: "areas", sourceLayer: "areas", id: code }, { here: isHere });
  const under = (event: maplibregl.MapMouseEvent) => {
    const [feature] = map.queryRenderedFeatures(event.point, { layers: ["areas"] });
    const code = feature?.properties.code;
    return typeof code === "string" && rank.has(code) ? code : null;
  };
  map.on("mousemove", (event) => { const code = under(event); map.getCanvas().style.cursor = code ? "pointer" : ""; pick(code, "hover"); });
  map.on("mouseout", () => pick(null, "hover"));
  map.on("click", (event) => pick(under(event), "choose"));
  const repaint = () => {
    for (const look of HATCHED) if (map.hasImage(look)) map.removeImage(look);
    addHatches();
    map.setStyle(style(stage), { diff: true });
    map.once("styledata", () => { addHatches(); if (here) state(here, true); });
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  element.classList.add("is-live");
  return {
    mark(code) {
      if (here) state(here, false);
      here = code;
      if (code) state(code, true);
    },
    reveal(code) {
      const point = values.points[rank.get(code) ?? -1];
      if (point && !map.getBounds().contains(point)) map.easeTo({ center: point, animate: !isCalm() });
    },
    zoom(steps) {
      if (steps > 0) map.zoomIn({ animate: !isCalm() });
      else map.zoomOut({ animate: !isCalm() });
    },
  };
}

// Room to pan around, not enough to get lost.
function widened([west, south, east, north]: Bounds): Bounds {
  const [x, y] = [(east - west) * 0.6, (north - south) * 0.6];
  return [west - x, south - y, east + x, north + y];
}

class Whole implements maplibregl.IControl {
  constructor(private readonly label: string, private readonly act: () => void) {}
  private group?: HTMLElement;
  onAdd(): HTMLElement {
    this.group = document.createElement("div");
    this.group.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "map-whole", textContent: "⤢", title: this.label });
    button.setAttribute("aria-label", this.label);
    button.addEventListener("click", this.act);
    this.group.append(button);
    return this.group;
  }
  onRemove(): void { this.group?.remove(); }
}
