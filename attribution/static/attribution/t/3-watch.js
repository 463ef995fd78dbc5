// Content that comes late, documents inside the page, and which parts of it are meant.

let only = ""; // selector of the parts that are meant; empty for all
const chosen = new Set(); // nodes the site named itself

const scan = (root) => {
  if (!only) return look(root);
  if (root.nodeType === 1 && root.closest(only)) return look(root);
  root.querySelectorAll(only).forEach(look);
};

const scanAll = () => {
  roots.forEach(scan);
  chosen.forEach(look);
  observer.takeRecords();
};

// The smallest part of the page whose text can have changed.
const partOf = (node) => {
  let part = node.nodeType === 1 ? node : node.parentNode;
  while (part && part.parentNode && INLINE.test(part.nodeName)) part = part.parentNode;
  return part;
};

const partsThatChanged = (records) => {
  const parts = new Set();
  for (const { addedNodes, target, type } of records) {
    const nodes = type === "childList" ? addedNodes : [target];
    for (const node of nodes) parts.add(node.nodeType === 1 && !INLINE.test(node.nodeName) ? node : partOf(node));
  }
  return [...parts].filter((part) => part && part.isConnected);
};

const observer = new MutationObserver((records) =>
  guard(() => {
    partsThatChanged(records).forEach(scan);
    observer.takeRecords();
    askForMore();
  }),
);

const watch = (root) => {
  if (!roots.has(root)) {
    roots.add(root);
    const attributeFilter = ["href", "aria-label", "data-number"];
    observer.observe(root, { attributeFilter, characterData: true, childList: true, subtree: true });
    if (root.nodeType === 9) on(root, "click", clicked); // a click in a shadow root comes by here too
  }
  scan(root);
};

// Frames of other origins show no document and stay as they are.
const watchFrame = (frame) => {
  if (!frames.has(frame)) {
    frames.add(frame);
    on(frame, "load", () => {
      watchFrame(frame);
      askForMore();
    });
  }
  const inner = guard(() => frame.contentDocument);
  if (inner) watch(inner);
};

const clicked = (event) => {
  const link = event.composedPath().find((node) => node.nodeType === 1 && TEL.test(node.getAttribute("href")));
  if (link && visitor) beacon("tel_click", { number: numberOf(link.getAttribute("href")) });
};
