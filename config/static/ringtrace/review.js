// Marking words of a transcript: by click, by dragging over several, and with the keys. Without it, boxes and buttons do.
import { typing } from "./keys.js";

const form = document.querySelector("[data-marking]");
const boxes = form ? [...form.querySelectorAll(".word")] : [];
const marked = form?.querySelector("[data-marked]");
const wordOf = (box) => box.closest(".w");

function count() {
  const number = boxes.filter((box) => box.checked).length;
  if (marked) marked.textContent = number;
  form.querySelector("[data-hide]").disabled = !number;
}

function go(box, mark) {
  if (!box) return;
  if (mark) box.checked = true;
  box.focus({ preventScroll: true });
  wordOf(box).scrollIntoView({ block: "nearest" });
  count();
}

// The word of this second, or the next one that is said.
function current() {
  const now = document.querySelector("#audio")?.currentTime || 0;
  return boxes.find((box) => Number(wordOf(box).dataset.end) > now) || boxes[0];
}

function onKey(event) {
  const at = boxes.indexOf(event.target);
  if (at < 0) return;
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const next = boxes[at + (event.key === "ArrowRight" ? 1 : -1)];
    if (event.shiftKey) event.target.checked = true;
    go(next, event.shiftKey);
  } else if (event.key === "Enter") {
    const audio = document.querySelector("#audio");
    if (audio) { audio.currentTime = Number(wordOf(event.target).dataset.start) || 0; audio.play().catch(() => {}); }
  } else return;
  event.preventDefault();
}

// Words under a selection that was dragged are marked, and the selection goes.
function onDrag() {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !form.contains(chosen.anchorNode)) return;
  const range = chosen.getRangeAt(0);
  for (const box of boxes) if (range.intersectsNode(wordOf(box))) box.checked = true;
  chosen.removeAllRanges();
  count();
}

if (boxes.length) {
  // One stop for the Tab key: the arrows go from word to word.
  boxes.forEach((box, n) => { box.tabIndex = n ? -1 : 0; });
  form.addEventListener("focusin", (event) => {
    if (!event.target.matches(".word")) return;
    boxes.forEach((box) => { box.tabIndex = box === event.target ? 0 : -1; });
  });
  form.addEventListener("change", count);
  // A click on a word also goes to its second (call.js); a mark by the key stays where one listens.
  form.addEventListener("click", (event) => { if (event.target.matches(".word")) event.stopPropagation(); });
  form.addEventListener("reset", () => setTimeout(count));
  form.addEventListener("keydown", onKey);
  form.querySelector(".script").addEventListener("pointerup", () => setTimeout(onDrag));
  document.addEventListener("keydown", (event) => {
    if (typing(event) || document.querySelector("dialog:modal")) return;
    if (event.key === "w") go(current(), false);
    else if (event.key === "t") document.querySelector("#mark-type").focus();
    else return;
    event.preventDefault();
  });
  addEventListener("pageshow", count);
  count();
}
