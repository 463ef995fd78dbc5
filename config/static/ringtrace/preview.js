// The preview of a row at the side; on narrow windows it fills the window as a modal dialog.
import { showTimes } from "./small.js";

const panel = document.querySelector("[data-preview]");
const narrow = matchMedia("(max-width: 46rem)");
let asked = 0;

export const previewing = () => Boolean(panel?.open);

export function hidePreview() {
  panel?.close();
}

export async function preview(row) {
  if (!panel || !row.dataset.previewUrl) return;
  const mine = ++asked;
  const body = panel.querySelector("[data-preview-body]");
  const title = panel.querySelector("[data-preview-title]");
  const page = panel.querySelector("[data-preview-page]");
  title.textContent = row.dataset.previewTitle || row.querySelector("a.row").textContent;
  page.href = row.querySelector("a.row").href;
  if (!panel.open) {
    if (narrow.matches) panel.showModal();
    else panel.show();
    row.querySelector("a.row").focus({ preventScroll: true });
  }
  body.setAttribute("aria-busy", "true");
  const text = await read(row.dataset.previewUrl);
  if (mine !== asked) return;
  if (text === null) body.replaceChildren(panel.querySelector("template").content.cloneNode(true));
  else body.innerHTML = text;
  body.removeAttribute("aria-busy");
  body.scrollTop = 0;
  showTimes(body);
}

async function read(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

panel?.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) panel.close(); });
