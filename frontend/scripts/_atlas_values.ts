// What the map shows, as parallel lists in the order of names. The list of areas is asked once for all the maps of the
// same limits; one indicator then travels as a bare array (reperes/atlas/packed.py). Missing is never zero: it is null.
export interface Values {
  codes: string[];
  names: string[];
  looks: string[];
  readings: string[];
  addresses: string[];
  points: [number, number][];
}

export interface Stage {
  element: HTMLElement;
  values: Values;
  rank: Map<string, number>; // of each code in the lists
}

// A way to draw the stage: the server's SVG, or MapLibre over it.
export interface Drawing {
  mark(code: string | null): void; // shows which area is in hand
  reveal(code: string): void; // brings it into view if it is not
  zoom(steps: number): void;
}

export type Pick = (code: string | null, how: "hover" | "choose") => void;

export interface Areas {
  codes: string[];
  names: string[];
  points: [number, number][];
  pages: string[]; // public code of its page; "" for a small area
  page_address: string;
  area_address: string;
}

export interface Packed {
  values: (number | null)[]; // in units of the last decimal shown
  statuses: number[]; // place in status_names, how many in a row, and so on
  status_names: string[];
  coverage: Record<string, number | null>; // share of the people covered, by rank of a partial area
  empty: number[]; // ranks of the areas where nobody lives
  classes: Record<string, [number, number][]>; // lowest and highest of each class, by method
}

// How the reader's language writes figures: atlas/speech.py says it.
export interface Spelling {
  decimals: number;
  before: string;
  after: string;
  thousands: string;
  point: string;
  minus: string;
  symbols: Record<string, string>;
  statuses: Record<string, string>;
  partial: string;
  percent: string;
  empty: string;
}

export async function fetchValues({ dataset }: HTMLElement): Promise<Values> {
  const [areas, packed] = await Promise.all([fetchJson<Areas>(dataset.areas), fetchJson<Packed>(dataset.values)]);
  return unpacked(areas, packed, JSON.parse(dataset.words ?? "{}") as Spelling, dataset.method ?? "");
}

async function fetchJson<T>(address = ""): Promise<T> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as T;
}

export function unpacked(areas: Areas, packed: Packed, spelling: Spelling, method: string): Values {
  const statuses = statusesOf(packed);
  const looks = looksOf(packed, statuses, method);
  const readings = packed.values.map((value, rank) => reading(value, statuses[rank] ?? "", looks[rank] ?? "", packed.coverage[rank], spelling));
  const addresses = areas.pages.map((page, rank) => (page ? areas.page_address.replace("CODE", page) : areas.area_address.replace("CODE", encodeURIComponent(areas.codes[rank] ?? ""))));
  const { compare } = new Intl.Collator("fr", { numeric: true });
  const order = areas.names.map((_, rank) => rank).sort((a, b) => compare(areas.names[a] ?? "", areas.names[b] ?? ""));
  const sorted = <T>(list: T[]) => order.map((rank) => list[rank] as T);
  return { codes: sorted(areas.codes), names: sorted(areas.names), looks: sorted(looks), readings: sorted(readings), addresses: sorted(addresses), points: sorted(areas.points) };
}

function statusesOf({ statuses, status_names }: Packed): string[] {
  const found: string[] = [];
  for (let at = 0; at < statuses.length; at += 2) {
    const name = status_names[statuses[at] ?? -1] ?? "";
    for (let n = statuses[at + 1] ?? 0; n > 0; n--) found.push(name);
  }
  return found;
}

function looksOf({ values, empty, classes }: Packed, statuses: string[], method: string): string[] {
  const highest = (classes[method] ?? []).map(([, upper]) => upper);
  const looks = values.map((value, rank) => {
    if (value === null) return statuses[rank] === "suppressed" ? "is-suppressed" : "is-missing";
    const place = highest.findIndex((upper) => value <= upper);
    return `class-${place < 0 ? highest.length - 1 : place}`;
  });
  for (const rank of empty) looks[rank] = "is-empty";
  return looks;
}

function reading(value: number | null, status: string, look: string, coverage: number | null | undefined, words: Spelling): string {
  if (look === "is-empty") return words.empty;
  if (value === null) return `${words.symbols[status] ?? ""}, ${words.statuses[status] ?? ""}`;
  const written = `${words.before}${value < 0 ? words.minus : ""}${figure(Math.abs(value), words)}${words.after}`;
  if (status !== "partial") return written;
  const share = typeof coverage === "number" ? words.partial.replace("SHARE", `${Math.round(coverage * 100)}${words.percent}`) : words.statuses[status];
  return `${written}, ${share ?? ""}`;
}

function figure(value: number, { decimals, thousands, point }: Spelling): string {
  const digits = String(value).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/gu, thousands);
  return decimals ? whole + point + digits.slice(-decimals) : whole;
}
