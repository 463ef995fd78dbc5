// Tables inside [data-table]: rows by keyboard and click, selection, density, columns, preview. Without it, links and forms do.
import "./columns.js";
import { forPage, keep } from "./kept.js";
import { typing } from "./keys.js";
import { hidePreview, preview, previewing } from "./preview.js";

const area = document.querySelector("[data-table]");
const rows = () => [...area.querySelectorAll("tbody > tr")].filter((row) => row.querySelector("a.row"));
const link = (row) => row.querySelector("a.row");
let current = null;

function choose(row) {
  if (!row) return;
  current?.classList.remove("current");
  current = row;
  row.classList.add("current");
  link(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (previewing()) preview(row);
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current);
  choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]);
}

function pick(row) {
  const box = row?.querySelector(".pick input");
  if (box) box.click();
}

const boxes = () => [...area.querySelectorAll("tbody .pick input")];

function count() {
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const every = area.querySelector("[data-pick-all]");
  if (every) Object.assign(every, { checked: picked > 0 && picked === all.length, indeterminate: picked > 0 && picked < all.length });
  area.querySelectorAll("[data-picked]").forEach((node) => { node.textContent = picked; });
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => pick(current),
  p: () => (previewing() ? hidePreview() : current && preview(current)),
};

function onKey(event) {
  if (typing(event) || document.querySelector("dialog:modal:not([data-preview])")) return;
  if (event.key === "Escape" && previewing()) hidePreview();
  else if (event.key === "Enter" && current && event.target === document.body) link(current).click();
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
}

function onClick(event) {
  const button = event.target.closest("[data-density-choice]");
  if (button) setDensity(button.dataset.densityChoice);
  if (event.target.closest("[data-unpick]")) {
    boxes().forEach((box) => { box.checked = false; });
    count();
  }
  const row = event.target.closest("tbody > tr");
  if (!row || !link(row) || String(getSelection())) return;
  if (event.target.closest("[data-open-preview]")) {
    choose(row);
    preview(row);
  } else if (!event.target.closest("a, button, input, label, select, summary, .pick")) {
    if (event.ctrlKey || event.metaKey) window.open(link(row).href);
    else if (row.dataset.previewUrl) { choose(row); preview(row); } else link(row).click();
  }
}

function onChange(event) {
  if (event.target.matches("[data-pick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches(".pick input")) count();
}

function setDensity(density) {
  if (density === "compact") document.documentElement.dataset.density = density;
  else delete document.documentElement.dataset.density;
  keep(forPage("density"), density === "compact" ? density : "");
  showDensity();
}

function showDensity() {
  const now = document.documentElement.dataset.density || "comfortable";
  area.querySelectorAll("[data-density-choice]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.densityChoice === now)));
}

if (area) {
  document.addEventListener("keydown", onKey);
  area.addEventListener("click", onClick);
  area.addEventListener("change", onChange);
  area.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody > tr");
    if (row && row !== current && link(row)) {
      current?.classList.remove("current");
      current = row;
      row.classList.add("current");
    }
  });
  area.addEventListener("htmx:afterSwap", () => { current = null; count(); });
  showDensity();
  count();
}
