// Copy buttons, relative times, boxes that scroll.
const lang = document.documentElement.lang || "en";
const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function ago(moment, now = Date.now()) {
  const seconds = (moment - now) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) || STEPS.at(-1);
  return words.format(Math.round(seconds / size), unit);
}

export function showTimes(root = document) {
  for (const node of root.querySelectorAll("time[data-ago]")) {
    if (!node.title) node.title = node.textContent.trim();
    node.textContent = ago(Date.parse(node.dateTime));
  }
}

async function copy(button) {
  const source = button.dataset.copy ? document.getElementById(button.dataset.copy) : button.parentElement.querySelector("code, pre, input");
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
  const label = button.querySelector("[data-copy-label]") || button;
  const before = label.textContent;
  label.textContent = button.dataset.done || "✓";
  setTimeout(() => { label.textContent = before; }, 1600);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
// A box that scrolls and holds nothing to tab to can be reached itself, so that the arrow keys move it.
function reachBoxes() {
  for (const box of document.querySelectorAll(".scroll, .frame")) {
    if (box.scrollWidth > box.clientWidth && !box.querySelector("a, button, input, select, summary, [tabindex]")) box.tabIndex = 0;
  }
}

document.addEventListener("htmx:afterSwap", (event) => {
  showTimes(event.target);
  reachBoxes();
});
addEventListener("resize", reachBoxes);
showTimes();
reachBoxes();
setInterval(showTimes, 60_000);
