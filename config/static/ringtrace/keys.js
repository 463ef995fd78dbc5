// ? lists the keys of the page, / goes to its search.
import { show } from "./dialogs.js";

const dialog = document.querySelector("#keys");

export const typing = (event) => event.ctrlKey || event.metaKey || event.altKey
  || Boolean(event.target.closest?.("input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]"));

function list() {
  dialog.querySelector("[data-keys-of-table]").hidden = !document.querySelector("[data-table]");
  const own = dialog.querySelector("[data-keys-of-page]");
  own.replaceChildren(...[...document.querySelectorAll("template[data-keys]")].map((one) => one.content.cloneNode(true)));
  own.hidden = !own.childElementCount;
  show(dialog);
}

if (dialog) {
  document.querySelectorAll("[data-open='keys']").forEach((button) => button.addEventListener("click", list));
  document.addEventListener("keydown", (event) => {
    if (typing(event) || document.querySelector("dialog:modal")) return;
    if (event.key === "?") list();
    else if (event.key === "/") (document.querySelector("[data-search]") || document.querySelector("main [type=search]"))?.focus();
    else return;
    event.preventDefault();
  });
}
