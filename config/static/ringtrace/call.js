// Player, waveform and transcript of one call, kept at the same second; keys for a person who judges many of them.
import { typing } from "./keys.js";

const audio = document.querySelector("#audio");
const words = [...document.querySelectorAll(".w")].map((node) => (
  { node, start: Number(node.dataset.start), end: Number(node.dataset.end) }
)).sort((a, b) => a.start - b.start);
const turns = [...document.querySelectorAll(".turn")];
const find = (name) => document.querySelector(`[data-${name}]`);

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

// The file is fetched by playing only, for that is listening and goes into the audit log. Until then the element keeps
// the second it is given and begins there; what it does not know yet is where the recording ends.
const total = () => Number(audio.dataset.seconds) || audio.duration || 0;

function seek(seconds) {
  if (!audio) return;
  audio.currentTime = Math.min(Math.max(0, seconds), total() || Infinity);
  show(audio.currentTime);
}

// Words of both channels overlap; several can be spoken at once.
function show(now) {
  for (const { node, start, end } of words) node.classList.toggle("said", start <= now && now < end);
  const speaking = new Set(words.filter((w) => w.start <= now && now < w.end).map((w) => w.node.closest(".turn")));
  turns.forEach((turn) => turn.classList.toggle("now", speaking.has(turn)));
  const head = find("playhead");
  if (head && total()) {
    const x = String((now / total()) * Number(head.ownerSVGElement.viewBox.baseVal.width));
    head.setAttribute("x1", x);
    head.setAttribute("x2", x);
  }
  find("now").textContent = clock(now);
  if (document.activeElement !== find("seek") || audio.paused) find("seek").value = now;
  if (!audio.paused && find("follow").checked) follow([...speaking][0]);
}

let followed = null;
function follow(turn) {
  if (!turn || turn === followed) return;
  followed = turn;
  const box = turn.getBoundingClientRect();
  const dock = document.querySelector(".dock").getBoundingClientRect().bottom;
  if (box.top < dock + 8 || box.bottom > innerHeight - 40) {
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: scrollY + box.top - dock - 60, behavior: quiet ? "auto" : "smooth" });
  }
}

// From the end of what was said so far to the next word, where that is long.
const QUIET = 1.2;
let heard = [];
for (const word of words) heard.push({ start: word.start, end: Math.max(word.end, heard.at(-1)?.end || 0) });
function afterSilence(now) {
  const next = heard.findIndex((word) => word.start > now);
  if (next < 1 || heard[next - 1].end > now || heard[next].start - now < QUIET) return null;
  return heard[next].start - 0.3;
}

function frame() {
  const jump = find("quiet").checked ? afterSilence(audio.currentTime) : null;
  if (jump !== null) audio.currentTime = jump;
  show(audio.currentTime);
  if (!audio.paused) requestAnimationFrame(frame);
}

function fromHash() {
  const found = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
  if (!found) return;
  const at = Number(found[1]);
  seek(at);
  const word = words.find((w) => w.end > at);
  const turn = word?.node.closest(".turn");
  if (turn) { followed = null; follow(turn); }
}

async function copyLink() {
  const address = `${location.origin}${location.pathname}#t=${audio.currentTime.toFixed(1)}`;
  history.replaceState(null, "", address);
  try { await navigator.clipboard.writeText(address); } catch { /* the address bar has it */ }
  const button = find("link");
  button.setAttribute("aria-pressed", "true");
  setTimeout(() => button.removeAttribute("aria-pressed"), 1200);
}

function faster(by) {
  const speed = find("speed");
  speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
  audio.playbackRate = Number(speed.value);
}

// A refused file is told by the error event; a pause right after play is no error.
function toggle() { if (audio.paused) audio.play().catch(() => {}); else audio.pause(); }

if (audio) {
  audio.addEventListener("play", () => { find("play").setAttribute("aria-pressed", "true"); frame(); });
  audio.addEventListener("pause", () => find("play").setAttribute("aria-pressed", "false"));
  audio.addEventListener("timeupdate", () => show(audio.currentTime));
  audio.addEventListener("error", () => { find("trouble").hidden = false; });
  find("play").addEventListener("click", toggle);
  document.querySelectorAll("[data-skip]").forEach((button) => (
    button.addEventListener("click", () => seek(audio.currentTime + Number(button.dataset.skip)))
  ));
  find("speed").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
  find("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
  document.querySelector(".wave svg")?.addEventListener("click", (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * total());
  });
  document.addEventListener("click", (event) => {
    const word = event.target.closest(".w");
    if (word && !String(getSelection())) seek(Number(word.dataset.start));
    const jump = event.target.closest('a[href^="#t="]');
    if (jump && jump.hash === location.hash) fromHash();
  });
  find("link")?.addEventListener("click", copyLink);
  addEventListener("hashchange", fromHash);
  fromHash();
}

function lead(status) {
  const choice = document.querySelector("#edit-lead");
  if (!choice) return;
  choice.value = choice.value === status ? "unknown" : status;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}

const visit = (name) => find(name)?.click();
const KEYS = {
  g: () => lead("good_lead"), b: () => lead("not_a_lead"),
  t: () => document.querySelector("#edit-tags")?.focus(), n: () => document.querySelector("#edit-note")?.focus(),
  j: () => visit("older"), k: () => visit("newer"),
};
const PLAYER = {
  " ": toggle, ArrowLeft: () => seek(audio.currentTime - 5), ArrowRight: () => seek(audio.currentTime + 5),
  "[": () => faster(-1), "]": () => faster(1), s: () => find("quiet").click(), c: copyLink,
};

document.addEventListener("keydown", (event) => {
  const onControl = event.target.closest?.("button, a, summary, input");
  if (typing(event) || document.querySelector("dialog:modal") || (onControl && [" ", "Enter", "ArrowLeft", "ArrowRight"].includes(event.key))) return;
  const act = KEYS[event.key] || (audio && PLAYER[event.key]);
  if (!act) return;
  act();
  event.preventDefault();
});
