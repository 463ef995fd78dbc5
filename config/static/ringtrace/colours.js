// A token's value as charts need it: its light or dark colour resolved, other tokens as they are written.
export function colour(name, where = document.body) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  where.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export const font = () => getComputedStyle(document.body).fontFamily;
