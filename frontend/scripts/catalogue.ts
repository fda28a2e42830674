// Ticking a box asks at once: the button that applies the filters is for browsers where this script did not run.
const hideButton = () => document.querySelector<HTMLElement>("#repertoire [data-apply]")?.toggleAttribute("hidden", true);
hideButton();

// The repertoire is replaced whole when a box is ticked: what the reader had opened stays open.
const opened = new Map<string, boolean>();
const folds = () => document.querySelectorAll<HTMLDetailsElement>("#repertoire details");
const name = (fold: HTMLDetailsElement) => fold.dataset.facet ?? "filters";

document.addEventListener("htmx:beforeSwap", () => {
  for (const fold of folds()) opened.set(name(fold), fold.open);
});
document.addEventListener("htmx:afterSwap", () => {
  hideButton();
  for (const fold of folds()) fold.open = opened.get(name(fold)) ?? fold.open;
});

export {};
