// A menu is a <details>: it opens without a script; with one, Escape and a click elsewhere close it.
const menus = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const heldFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (heldFocus) menu.querySelector("summary")?.focus();
  }
});

for (const leaving of ["click", "focusin"] as const) {
  document.addEventListener(leaving, (event) => {
    for (const menu of menus()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}

export {};
