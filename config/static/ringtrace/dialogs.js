// data-open="id" opens a <dialog>, data-close or a click beside it closes it. The opener may be a link to a page that does
// the same without JS. The browser gives the focus back.
export function show(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) {
    event.preventDefault();
    const menu = opener.closest("[data-menu]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    show(dialog);
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog.dialog")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

for (const dialog of document.querySelectorAll("dialog[data-open-now]")) show(dialog);
