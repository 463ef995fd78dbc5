// A filter bar: closed at first on narrow windows while nothing is filtered. Filtering itself needs no script.
for (const box of document.querySelectorAll("[data-filters]")) {
  if (!("used" in box.dataset) && matchMedia("(max-width: 46rem)").matches) box.open = false;
}
