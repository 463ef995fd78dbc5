// Cost against value, with the 90 % interval of the value.
import { colour, font } from "./colours.js";

const data = JSON.parse(document.querySelector("#chart-data").textContent);
const target = document.querySelector("#chart");

function draw() {
  const ink = colour("--ink-soft");
  const traces = [
    { type: "bar", name: "Cost", x: data.names, y: data.cost, marker: { color: colour("--caller") } },
    {
      type: "bar", name: "Value", x: data.names, y: data.value, marker: { color: colour("--accent") },
      error_y: {
        type: "data", symmetric: false, array: data.high, arrayminus: data.low, color: ink, thickness: 1.6, width: 0,
      },
    },
  ];
  const layout = {
    barmode: "group", bargap: 0.35, margin: { t: 8, r: 8, b: 56, l: 56 },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font(), size: 12, color: ink },
    yaxis: { gridcolor: colour("--line"), zerolinecolor: colour("--line-strong"), title: { text: data.currency } },
    xaxis: { type: "category", automargin: true },
    legend: { orientation: "h", x: 1, xanchor: "right", y: 1.08 },
  };
  Plotly.react(target, traces, layout, { displayModeBar: false, responsive: true });
}

draw();
document.addEventListener("themechange", draw);
