// Suggestions under the search box: arrows walk them, Escape puts them away, the words typed stay.
const box = document.querySelector<HTMLInputElement>("#mots");
const list = document.querySelector<HTMLElement>("#suggestions");

const links = () => [...(list?.querySelectorAll<HTMLAnchorElement>("a") ?? [])];
const close = () => list?.replaceChildren();

if (box && list) {
  const form = box.form!;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      box.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !links().length) return;
    event.preventDefault();
    const stops = [box, ...links()];
    const here = stops.indexOf(document.activeElement as HTMLInputElement);
    stops.at((here + step) % stops.length)?.focus();
  });
  document.addEventListener("focusin", (event) => {
    if (!form.contains(event.target as Node)) close();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target as Node)) close();
  });
}

export {};
