// Light or dark: as the system has it, until somebody chooses. Runs before the first paint.
const root = document.documentElement;
const stored = localStorage.getItem("theme");
if (stored === "light" || stored === "dark") root.dataset.theme = stored;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-toggle-theme]")) return;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  localStorage.setItem("theme", next);
  document.dispatchEvent(new CustomEvent("themechange"));
});
