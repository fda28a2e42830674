// The drawing the server made, made to answer the pointer. It is what stays where WebGL does not work.
import type { Drawing, Pick } from "./_atlas_values";

export function drawnBySvg(svg: SVGSVGElement, pick: Pick): Drawing {
  const areas = svg.querySelector(".areas");
  const shapes = new Map<string, SVGPathElement>();
  for (const shape of svg.querySelectorAll<SVGPathElement>(".areas path")) {
    shapes.set(shape.dataset.code ?? "", shape);
    shape.querySelector("title")?.remove(); // the readout says it; two tooltips would quarrel
  }
  const codeOf = (event: Event) => (event.target as Element).closest<SVGPathElement>("path")?.dataset.code ?? null;
  areas?.addEventListener("pointerover", (event) => pick(codeOf(event), "hover"));
  areas?.addEventListener("pointerleave", () => pick(null, "hover"));
  areas?.addEventListener("click", (event) => pick(codeOf(event), "choose"));
  return {
    mark(code) {
      svg.querySelector(".areas .is-here")?.classList.remove("is-here");
      const shape = code === null ? undefined : shapes.get(code);
      shape?.classList.add("is-here");
      if (shape) areas?.append(shape); // on top of its neighbours, so that its whole outline shows
    },
    reveal() {},
    zoom() {},
  };
}
