// The choice of light, dark, or as the device: kept in this browser, sent nowhere.
const page = document.documentElement;
for (const choice of document.querySelectorAll<HTMLInputElement>("#theme input")) {
  choice.checked = choice.value === (page.dataset.theme ?? "");
  choice.addEventListener("change", () => {
    if (choice.value) page.dataset.theme = choice.value;
    else delete page.dataset.theme;
    try {
      if (choice.value) localStorage.setItem("theme", choice.value);
      else localStorage.removeItem("theme");
    } catch {
      // storage refused: the choice holds for this page
    }
    document.dispatchEvent(new CustomEvent("appearance"));
  });
}

export {};
