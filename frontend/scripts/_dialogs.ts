// A button with data-opens="ID" opens that <dialog>; without a script the page offers another way.
for (const button of document.querySelectorAll<HTMLElement>("[data-opens]")) {
  const dialog = document.getElementById(button.dataset.opens ?? "");
  if (dialog instanceof HTMLDialogElement) button.addEventListener("click", () => dialog.showModal());
}

export {};
