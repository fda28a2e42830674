// Drawing communities on the map. Each gesture is the list's own form, sent for us; the page that comes back is the truth.
// Gestures made while one is on its way, or while the connection is lost, wait their turn and are never dropped.
import type { Sketchpad, State, Units } from "./_drawing_map";

interface Waiting { gesture: "mettre" | "liberer"; codes: string[]; locality: string; }

const section = document.querySelector<HTMLElement>("#carte-du-dessin");
const stage = document.querySelector<HTMLElement>("#toile");
const announce = document.querySelector<HTMLElement>("#annonce");
const RETRY = 4000; // ms

let active = "";
let isSending = false;
const waiting: Waiting[] = [];

keepPlace();
if (section && stage && hasWebGl()) void enliven(section, stage);

async function enliven(section: HTMLElement, stage: HTMLElement): Promise<void> {
  const answer = await fetch(section.dataset.units ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const units = (await answer.json()) as Units;
  const at = new Map(units.codes.map((code, rank) => [code, rank]));
  const reading = document.querySelector<HTMLElement>("#carte-lecture");
  section.hidden = false;
  let pad: Sketchpad;
  try {
    const { sketchpad } = await import("./_drawing_map");
    pad = await sketchpad(section, stage, units, {
      touch: (code) => send(heldBy(code) === chosen() ? "liberer" : "mettre", [code]),
      surround: (codes) => { if (codes.length) send("mettre", codes); },
      over: (code) => { if (reading) reading.textContent = code === null ? "" : told(code); },
    });
  } catch (reason) {
    console.info("The list stays, without the map:", reason);
    section.hidden = true;
    return;
  }
  const told = (code: string): string => {
    const rank = at.get(code) ?? -1, state = stateNow(), key = state.units[code];
    const people = units.people[rank];
    const parts = [code, units.names[rank] === code ? "" : units.names[rank], typeof people === "number" ? `${people.toLocaleString(document.documentElement.lang)} ${section.dataset.people}` : "", key === undefined ? section.dataset.nobody : state.names[key]];
    return parts.filter(Boolean).join(", ");
  };
  pad.paint(stateNow());
  document.addEventListener("htmx:afterSettle", () => pad.paint(stateNow()));
  for (const tool of section.querySelectorAll<HTMLInputElement>("[name=outil]")) tool.addEventListener("change", () => pad.lasso(tool.checked && tool.value === "lasso"));
  document.addEventListener("htmx:afterSettle", () => { isSending = false; say(document.querySelector<HTMLElement>("#dessin")?.dataset.said ?? ""); next(); });
  document.addEventListener("htmx:sendError", () => { isSending = false; if (waiting.length) { say(section.dataset.waiting ?? "", true); setTimeout(next, RETRY); } });
  document.addEventListener("htmx:responseError", () => { isSending = false; waiting.shift(); next(); });
  window.addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });
}

function stateNow(): State {
  return JSON.parse(document.querySelector("#etat-du-dessin")?.textContent ?? "{}") as State;
}

// Who will have it once what waits has arrived: two quick touches put and take out.
function heldBy(code: string): string {
  const last = [...waiting].reverse().find(({ codes }) => codes.includes(code));
  if (last) return last.gesture === "mettre" ? last.locality : "";
  return stateNow().units[code] ?? "";
}

// The locality small areas go to: the list's form and the map show the same one.
function chosen(): string {
  return document.querySelector<HTMLSelectElement>("#communaute")?.value ?? "";
}

function mirror(): void {
  const list = document.querySelector<HTMLSelectElement>("#communaute"), hand = document.querySelector<HTMLSelectElement>("#en-main");
  if (!hand) return;
  hand.replaceChildren(...[...(list?.options ?? [])].map((option) => new Option(option.text, option.value)));
  hand.value = chosen();
  hand.disabled = !list;
}

function say(words: string, isWaiting = false): void {
  if (!announce) return;
  announce.textContent = words;
  announce.classList.toggle("is-waiting", isWaiting);
}

function send(gesture: Waiting["gesture"], codes: string[]): void {
  const locality = chosen();
  if (!locality) { say(section?.dataset.choose ?? "", true); return; }
  waiting.push({ gesture, codes, locality });
  next();
}

// The first one waiting leaves only once it has arrived: what is lost on the way is sent again.
function next(): void {
  const first = waiting[0];
  const form = document.querySelector<HTMLFormElement>("#geste-carte");
  if (!first || isSending || !form) return;
  isSending = true;
  say(section?.dataset.saving ?? "");
  (form.elements.namedItem("secteurs") as HTMLInputElement).value = first.codes.join(" ");
  (form.elements.namedItem("communaute") as HTMLInputElement).value = first.locality;
  form.addEventListener("htmx:afterRequest", (event) => { if ((event as CustomEvent<{ successful: boolean }>).detail.successful) waiting.shift(); }, { once: true });
  form.querySelector<HTMLButtonElement>(`button[value="${first.gesture}"]`)?.click();
}

// After each gesture the list is the server's: what was open stays open, the community in hand stays in hand.
function keepPlace(): void {
  let open: string[] = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll<HTMLDetailsElement>("#dessin details[open]")].map(({ id }) => id).filter(Boolean);
    active = chosen();
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const select = document.querySelector<HTMLSelectElement>("#communaute");
    if (select && [...select.options].some(({ value }) => value === active)) select.value = active;
    mark();
  });
  document.addEventListener("change", ({ target }) => {
    const list = document.querySelector<HTMLSelectElement>("#communaute");
    if (!(target instanceof HTMLSelectElement) || !list) return;
    if (target.id === "en-main") list.value = target.value;
    if (target.id === "en-main" || target === list) mark();
  });
  mark();
}

function mark(): void {
  mirror();
  for (const place of document.querySelectorAll(".drawing-place")) place.classList.toggle("is-active", place.id === `lieu-${chosen()}`);
}

function hasWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}
