// The map page made lively: one area in hand, told the same way by the drawing, the readout and the table.
import { drawnBySvg } from "./_atlas_svg";
import { fetchValues, type Drawing, type Stage } from "./_atlas_values";

const element = document.querySelector<HTMLElement>("#carte");
const svg = element?.querySelector<SVGSVGElement>(".choropleth");
const readout = document.querySelector<HTMLElement>("#lecture");
const help = document.querySelector<HTMLElement>("#carte-aide");
if (element && svg && readout) void enliven(element, svg, readout);

async function enliven(element: HTMLElement, svg: SVGSVGElement, readout: HTMLElement): Promise<void> {
  const values = await fetchValues(element);
  const stage: Stage = { element, values, rank: new Map(values.codes.map((code, rank) => [code, rank])) };
  let chosen: string | null = stage.rank.has(element.dataset.here ?? "") ? (element.dataset.here ?? null) : null;
  let shown: string | null = chosen;
  const pick = (code: string | null, how: "hover" | "choose") => {
    if (how === "choose") chosen = code;
    show(how === "hover" ? (code ?? chosen) : code);
  };
  let drawing: Drawing = drawnBySvg(svg, pick);
  drawing.mark(chosen);

  function show(code: string | null): void {
    if (code === shown) return;
    shown = code;
    drawing.mark(code);
    tell(readout, stage, code);
    document.querySelector(".map-table tr[aria-current]")?.removeAttribute("aria-current");
    if (code) document.querySelector(`.map-table tr[data-code="${CSS.escape(code)}"]`)?.setAttribute("aria-current", "true");
  }

  keyboard(stage, () => chosen ?? shown, (code) => {
    pick(code, "choose");
    if (code) drawing.reveal(code);
  }, (steps) => drawing.zoom(steps));
  followTable(stage, pick);
  if (element.dataset.tiles && hasWebGl()) {
    try {
      const { drawnByMapLibre } = await import("./_atlas_gl");
      drawing = await drawnByMapLibre(stage, pick);
      drawing.mark(shown);
      if (shown) drawing.reveal(shown);
    } catch (reason) {
      console.info("The drawn map stays:", reason);
    }
  }
}

function tell(readout: HTMLElement, { values, rank }: Stage, code: string | null): void {
  const at = code === null ? undefined : rank.get(code);
  if (at === undefined) return; // leaving an area says nothing: the last one read stays
  const name = line("name", values.names[at] ?? "");
  const value = line("value", values.readings[at] ?? "");
  const link = document.createElement("a");
  link.href = values.addresses[at] ?? "";
  link.textContent = readout.dataset.open ?? "";
  const open = document.createElement("p");
  open.append(link);
  readout.replaceChildren(name, value, open);
}

function line(kind: string, words: string): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = kind;
  paragraph.textContent = words;
  return paragraph;
}

// One stop for the Tab key; inside, arrows walk the areas in the order of the table; of names where it has several leaves.
function keyboard({ element, values, rank }: Stage, now: () => string | null, go: (code: string | null) => void, zoom: (steps: number) => void): void {
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-roledescription", element.dataset.mapWord ?? "");
  element.setAttribute("aria-label", element.dataset.name ?? "");
  element.setAttribute("aria-describedby", "carte-aide");
  if (help) help.hidden = false;
  const rows = [...document.querySelectorAll<HTMLElement>(".map-table tbody tr")].map((row) => row.dataset.code ?? "").filter((code) => rank.has(code));
  const order = rows.length === values.codes.length ? rows : values.codes;
  const last = order.length - 1;
  element.addEventListener("keydown", (event) => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = order.indexOf(now() ?? "");
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last, PageDown: at + 10, PageUp: at - 10 };
    const to = moves[event.key];
    if (to !== undefined) go(order[Math.max(0, Math.min(last, to))] ?? null);
    else if (event.key === "+" || event.key === "=") zoom(1);
    else if (event.key === "-") zoom(-1);
    else if (event.key === "Enter" && at >= 0) location.assign(values.addresses[rank.get(order[at] ?? "") ?? 0] ?? "");
    else if (event.key === "Escape") { go(null); element.blur(); }
    else return;
    event.preventDefault();
  });
}

// A row under the pointer or holding the focus lights its shape.
function followTable({ rank }: Stage, pick: (code: string | null, how: "hover" | "choose") => void): void {
  const table = document.querySelector(".map-table tbody");
  const codeOf = (event: Event) => (event.target as Element).closest<HTMLElement>("tr")?.dataset.code ?? null;
  table?.addEventListener("pointerover", (event) => { const code = codeOf(event); if (code && rank.has(code)) pick(code, "hover"); });
  table?.addEventListener("pointerleave", () => pick(null, "hover"));
  table?.addEventListener("focusin", (event) => { const code = codeOf(event); if (code && rank.has(code)) pick(code, "choose"); });
}

function hasWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}
