// Which columns a table shows: as the address says, where it names them; else as this browser remembers for the page.
import { forPage, keep, recall } from "./kept.js";

const form = document.querySelector("[data-columns] form");
const ticks = () => [...form.querySelectorAll("[name=columns]")];
const there = (name) => Boolean(document.querySelector(`td[data-column="${name}"], th[data-column="${name}"]`));

function hide(names) {
  const sheet = new CSSStyleSheet();
  if (names.length) sheet.replaceSync(`${names.map((name) => `[data-column="${name}"]`).join(", ")} { display: none !important; }`);
  document.adoptedStyleSheets = [sheet];
  keep(forPage("columns"), names.join(","));
}

function change(event) {
  const named = new URLSearchParams(location.search).has("columns");
  if (named || (event.target.checked && !there(event.target.value))) {
    keep(forPage("columns"), "");
    form.requestSubmit();
  } else hide(ticks().filter((tick) => !tick.checked && there(tick.value)).map((tick) => tick.value));
}

if (form) {
  if (!new URLSearchParams(location.search).has("columns")) {
    const hidden = recall(forPage("columns")).split(",");
    ticks().forEach((tick) => { if (hidden.includes(tick.value)) tick.checked = false; });
  }
  form.addEventListener("change", change);
  form.querySelector("[data-columns-reset]")?.addEventListener("click", () => keep(forPage("columns"), ""));
}
