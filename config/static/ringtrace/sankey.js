// A flow of journeys from place to place: {"kind": "sankey", "nodes": [{"label", "tone"}], "links": [{"source", "target", "value"}]}.
// A tone is 1 to 6 (a series), "good" or "none".
import { colour, font } from "./colours.js";

const NAMED = { good: "--good", none: "--line-strong" };
const faded = (rgb, share) => rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);

export function flow(spec, where) {
  const tones = spec.nodes.map((node) => colour(NAMED[node.tone] || `--series-${node.tone}`, where));
  // Who converts is seen on the whole way into the end; all others are coloured by where they come from.
  const tint = (link) => (spec.nodes[link.target].tone === "good" ? faded(tones[link.target], 0.45) : faded(tones[link.source], 0.22));
  return [{
    type: "sankey", arrangement: "fixed", valueformat: ",.1~f",
    textfont: { family: font(), size: 12, color: colour("--ink", where), shadow: "none" },
    node: { label: spec.nodes.map((node) => node.label), color: tones, pad: 14, thickness: 12, line: { width: 0 }, hovertemplate: "%{label}: %{value}<extra></extra>" },
    link: {
      source: spec.links.map((link) => link.source), target: spec.links.map((link) => link.target), value: spec.links.map((link) => link.value),
      color: spec.links.map(tint), hovertemplate: "%{source.label} → %{target.label}: %{value}<extra></extra>",
    },
  }];
}

export function flowLayout(spec, where) {
  return {
    margin: { t: 16, r: 12, b: 24, l: 12 }, paper_bgcolor: "rgba(0,0,0,0)", font: { family: font(), size: 12, color: colour("--ink", where) },
    hoverlabel: { bgcolor: colour("--surface", where), bordercolor: colour("--line-strong", where), font: { color: colour("--ink", where) } },
  };
}
