// Light, dark or as the system has it; and the rail with or without labels. `themechange` tells charts to draw again.
import { keep, recall } from "./kept.js";

const root = document.documentElement;

function show() {
  const chosen = recall("theme");
  for (const button of document.querySelectorAll("[data-choose-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === chosen));
  }
  for (const button of document.querySelectorAll("[data-fold-rail]")) {
    button.setAttribute("aria-expanded", String(root.dataset.rail !== "narrow"));
  }
}

function choose(theme) {
  keep("theme", theme);
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}

function fold() {
  if (root.dataset.rail === "narrow") delete root.dataset.rail;
  else root.dataset.rail = "narrow";
  keep("rail", root.dataset.rail || "");
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-choose-theme]");
  if (theme) choose(theme.dataset.chooseTheme);
  if (event.target.closest("[data-fold-rail]")) fold();
  show();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (
  document.dispatchEvent(new CustomEvent("themechange"))
));
show();
