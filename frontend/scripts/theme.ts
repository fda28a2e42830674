// Runs before the first paint, as a plain blocking script: a chosen appearance never flashes the other one.
{
  const page = document.documentElement;
  page.dataset.scripted = "";
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // storage refused: follow the device
  }
  if (chosen === "light" || chosen === "dark") page.dataset.theme = chosen;
}
