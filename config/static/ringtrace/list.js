// The calls list by keyboard: j and k move, Enter opens, / goes to the search. A click anywhere on a row opens it.
const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
const link = (row) => row.querySelector("a.row");
let current = -1;

function choose(next) {
  if (!rows.length) return;
  rows[current]?.classList.remove("current");
  current = Math.max(0, Math.min(rows.length - 1, next));
  rows[current].classList.add("current");
  link(rows[current]).focus({ preventScroll: true });
  rows[current].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "j") choose(current + 1);
  else if (event.key === "k") choose(current - 1);
  else if (event.key === "/") document.querySelector("#id_search")?.focus();
  else return;
  event.preventDefault();
});

const filters = document.querySelector("[data-filters]");
if (filters && !("used" in filters.dataset) && matchMedia("(max-width: 46rem)").matches) filters.open = false;

rows.forEach((row, number) => {
  row.addEventListener("focusin", () => { current = number; });
  row.addEventListener("click", (event) => {
    if (event.target.closest("a, button") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) open(link(row).href);
    else location.href = link(row).href;
  });
});
