// What must be known before the first paint, so that nothing jumps: theme, rail, density and hidden columns of this page.
{
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  root.classList.add("js");
  if (["light", "dark"].includes(kept("theme"))) root.dataset.theme = kept("theme");
  if (kept("rail") === "narrow") root.dataset.rail = "narrow";
  if (kept(`density:${location.pathname}`) === "compact") root.dataset.density = "compact";
  const hidden = (kept(`columns:${location.pathname}`) || "").split(",").filter((name) => /^[\w-]+$/.test(name));
  if (hidden.length && !new URLSearchParams(location.search).has("columns")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${hidden.map((name) => `[data-column="${name}"]`).join(", ")} { display: none !important; }`);
    document.adoptedStyleSheets.push(sheet);
  }
}
