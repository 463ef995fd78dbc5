// What this browser remembers for a person; where storage is refused, nothing.
export function recall(name) {
  try { return localStorage.getItem(name) || ""; } catch { return ""; }
}

export function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch { /* private windows may refuse storage; the page works without */ }
}

export const forPage = (name) => `${name}:${location.pathname}`;
