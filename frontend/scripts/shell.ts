// What every page needs. Each part only improves what already works without it.
import "./_fragments";
import "./_appearance";
import "./_menus";
import "./_suggestions";
import "./_dialogs";

document.querySelector<HTMLElement>("[data-focus]")?.focus(); // a summary of errors is read first
for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
