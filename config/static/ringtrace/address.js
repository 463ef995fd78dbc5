// When htmx changes the address without a new page, links and forms that carry the old query follow:
// a[data-carries-query], input[data-page-query], and hidden inputs in [data-carried] (data-but names what is left out).
const PLACE = ["before", "after", "page"];

function query(...without) {
  const found = new URLSearchParams(location.search);
  for (const name of [...PLACE, ...without]) found.delete(name);
  return found;
}

function hidden([name, value]) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}

function follow() {
  for (const link of document.querySelectorAll("a[data-carries-query]")) link.search = query();
  for (const input of document.querySelectorAll("input[data-page-query]")) input.value = query();
  for (const box of document.querySelectorAll("[data-carried]")) {
    const pairs = [...query(...box.dataset.but.split(" "))].filter(([, value]) => value);
    box.replaceChildren(...pairs.map(hidden));
  }
}

document.addEventListener("htmx:pushedIntoHistory", follow);
document.addEventListener("htmx:replacedInHistory", follow);
