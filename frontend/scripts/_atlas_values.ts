// What the map shows, as parallel lists in the order of the table's names.
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

export async function fetchValues(address: string): Promise<Values> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Values;
}
