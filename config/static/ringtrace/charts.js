// Draws the charts of a page with Plotly, which is loaded when the first of them comes near the window.
// The shape of a spec is told in config/templates/parts/chart.html.
import { colour, font } from "./colours.js";
import { flow, flowLayout } from "./sankey.js";

// Plotly injects style elements, which the policy refuses, unless it finds one that says not to: its few rules are in figures.css.
const STYLE_IDS = ["plotly.js-style-global", "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];
const drawn = new Set();
let loading = null;

function load(address) {
  loading ||= new Promise((resolve, reject) => {
    for (const id of STYLE_IDS) {
      const mark = document.createElement("div");
      Object.assign(mark, { id, hidden: true, className: "no-inline-styles" });
      document.body.append(mark);
    }
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  return loading;
}

const FORMATS = { money: ",.3~s", percent: ".1~%", times: "~g", count: ",.3~s" };
const HOVER = { money: ",.2f", percent: ".1%", times: ".2f", count: ",.1~f" };
const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", CAD: "CA$", AUD: "A$" };

const MANY = 8; // names at the axis that still fit side by side, broken into lines
const LINE = 13;
const SMALL = 10; // an axis below has marks that are no whole numbers

const away = (values, ends) => values.map((value, at) => (value == null || ends[at] == null ? null : Math.abs(ends[at] - value)));
const faded = (rgb, share) => rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);

function hover(spec, unit) {
  const sign = unit === "money" ? SYMBOLS[spec.currency] || `${spec.currency} ` : "";
  return `%{x}: ${sign}%{y:${HOVER[unit]}}${unit === "times" ? "×" : ""}`;
}

function traces(spec, where) {
  return spec.series.flatMap((one, at) => {
    const tone = colour(`--series-${one.tone || at + 1}`, where);
    const unit = one.axis === 2 ? spec.unit2 || "count" : spec.unit || "count";
    const trace = { name: one.name, x: spec.x, y: one.values, hovertemplate: `${hover(spec, unit)}<extra>${one.name}</extra>` };
    if (one.axis === 2) trace.yaxis = "y2";
    if ((one.kind || spec.kind) === "lines") return lines(one, trace, tone, spec);
    Object.assign(trace, { type: "bar", marker: { color: tone } });
    if (one.low && one.high) {
      trace.error_y = {
        type: "data", symmetric: false, thickness: 1.4, width: 0, color: colour("--ink-soft", where),
        array: away(one.values, one.high), arrayminus: away(one.values, one.low),
      };
    }
    return [trace];
  });
}

function lines(one, trace, tone, spec) {
  Object.assign(trace, { type: "scatter", mode: spec.x.length < 32 ? "lines+markers" : "lines", line: { color: tone, width: 2 }, marker: { size: 4, color: tone } });
  if (!one.low || !one.high) return [trace];
  const edge = { x: spec.x, type: "scatter", mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false, yaxis: trace.yaxis };
  return [{ ...edge, y: one.low }, { ...edge, y: one.high, fill: "tonexty", fillcolor: faded(tone, 0.15) }, trace];
}

// The highest value at one of the axes, stacked ones on top of each other.
function top(spec, side) {
  const series = spec.series.filter((one) => (one.axis || 1) === side);
  const columns = spec.x.map((_, at) => series.flatMap((one) => [one.values[at] || 0, one.high?.[at] || 0]));
  return Math.max(...columns.map((column) => (spec.kind === "stacked" ? column.reduce((sum, one) => sum + one, 0) : Math.max(...column))));
}

function axis(unit, spec, side, where) {
  const shape = { gridcolor: colour("--line", where), zerolinecolor: colour("--line-strong", where), rangemode: "tozero", automargin: true, nticks: 6, fixedrange: true };
  shape.tickformat = FORMATS[unit];
  // Prefixes would write 0.8 as "800m".
  if (["money", "count"].includes(unit) && top(spec, side) < SMALL) shape.tickformat = ",.2~f";
  if (unit === "money") shape.tickprefix = SYMBOLS[spec.currency] || `${spec.currency} `;
  if (unit === "times") shape.ticksuffix = "×";
  return shape;
}

function wrapped(name) {
  const lines = [""];
  for (const word of String(name).split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= LINE) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines.slice(0, 3).join("<br>");
}

function layout(spec, where) {
  const dated = /^\d{4}-\d\d-\d\d/.test(spec.x[0]);
  const shape = {
    barmode: spec.kind === "stacked" ? "stack" : "group", bargap: 0.35, showlegend: false,
    margin: { t: 12, r: 12, b: 32, l: 44 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font(), size: 12, color: colour("--ink-soft", where) },
    hoverlabel: { bgcolor: colour("--surface", where), bordercolor: colour("--line-strong", where), font: { color: colour("--ink", where) } },
    xaxis: { type: dated ? "date" : "category", automargin: true, fixedrange: true, gridcolor: "rgba(0,0,0,0)", linecolor: colour("--line-strong", where) },
    yaxis: axis(spec.unit || "count", spec, 1, where),
  };
  if (!dated && spec.x.length <= MANY) Object.assign(shape.xaxis, { tickangle: 0, tickvals: spec.x, ticktext: spec.x.map(wrapped) });
  if (dated) Object.assign(shape.xaxis, { tickformat: "%b %-d", nticks: 8, hoverformat: "%b %-d, %Y" });
  if (dated && spec.x.length <= MANY) shape.xaxis.tickvals = spec.x; // Between few days the hours would repeat their day
  if (spec.series.some((one) => one.axis === 2)) {
    shape.yaxis2 = { ...axis(spec.unit2 || "count", spec, 2, where), overlaying: "y", side: "right", tickmode: "auto", nticks: 5, gridcolor: "rgba(0,0,0,0)" };
  }
  return shape;
}

async function draw(node) {
  const spec = JSON.parse(document.getElementById(node.dataset.chart).textContent);
  try {
    await load(node.dataset.plotly);
  } catch {
    node.textContent = node.dataset.trouble;
    return;
  }
  node.querySelector(".chart-wait")?.remove();
  const shape = spec.kind === "sankey" ? [flow(spec, node), flowLayout(spec, node)] : [traces(spec, node), layout(spec, node)];
  await Plotly.react(node, ...shape, { displayModeBar: false, responsive: true });
  if (spec.links && !drawn.has(node)) {
    node.on("plotly_click", (event) => { const to = spec.links[event.points[0].pointNumber]; if (to) location.href = to; });
  }
  drawn.add(node);
}

const near = new IntersectionObserver((seen) => {
  for (const one of seen) {
    if (!one.isIntersecting) continue;
    near.unobserve(one.target);
    draw(one.target);
  }
}, { rootMargin: "200px" });

export function showCharts(root = document) {
  for (const node of root.querySelectorAll("[data-chart]")) if (!drawn.has(node)) near.observe(node);
}

document.addEventListener("themechange", () => drawn.forEach(draw));
document.addEventListener("htmx:afterSwap", (event) => showCharts(event.target));
showCharts();
