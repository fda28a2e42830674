// The repertoire is replaced whole when a box is ticked: what the reader had opened stays open.
const opened = new Map<string, boolean>();
const folds = () => document.querySelectorAll<HTMLDetailsElement>("#repertoire details");
const name = (fold: HTMLDetailsElement) => fold.dataset.facet ?? "filters";

document.addEventListener("htmx:beforeSwap", () => {
  for (const fold of folds()) opened.set(name(fold), fold.open);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const fold of folds()) fold.open = opened.get(name(fold)) ?? fold.open;
});

export {};
