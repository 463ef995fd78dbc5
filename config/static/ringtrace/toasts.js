// Short notices. They go after a while unless they tell of an error or somebody is reading them.
const SECONDS = 6;
const list = document.querySelector("[data-toasts]");

function leave(item) {
  if (item.classList.contains("error")) return;
  setTimeout(() => {
    if (item.matches(":hover, :focus-within")) leave(item);
    else item.remove();
  }, SECONDS * 1000);
}

export function toast(text, kind = "") {
  const item = document.querySelector("#toast-shape").content.firstElementChild.cloneNode(true);
  item.querySelector("span").textContent = text;
  if (kind) item.classList.add(kind);
  list.append(item);
  leave(item);
}

document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest(".toast").remove());
// htmx turns the HX-Trigger header of an answer into an event of this name.
document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.kind));
list?.querySelectorAll(".toast").forEach(leave);
