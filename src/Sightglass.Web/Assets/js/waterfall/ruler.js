// The round instants above the bars and the lines behind them.
import { shortDuration } from "./format.js";

const ROOM = 90;
const SVG = "http://www.w3.org/2000/svg";

export class Ruler {
  constructor(root, model) {
    this.model = model;
    this.ruler = root.querySelector(".wf-ruler");
    this.grid = root.querySelector(".wf-grid");
  }

  draw() {
    const { model } = this;
    const width = this.ruler.clientWidth;
    const span = model.to - model.from || 1;
    const step = stepFor(span, Math.max(1, Math.floor(width / ROOM)));
    const labels = [];
    const lines = [];
    for (let at = Math.ceil(model.from / step) * step; at <= model.to; at += step) {
      const x = (at - model.from) / span * width;
      lines.push(line(x, "wf-line"));
      const label = document.createElement("span");
      label.textContent = at === 0 ? "0" : shortDuration(at);
      label.style.left = `${x}px`;
      label.classList.toggle("last", width - x < ROOM / 1.5);
      labels.push(label);
    }

    if (model.responseEnd < model.total && model.responseEnd >= model.from && model.responseEnd <= model.to) {
      lines.push(line((model.responseEnd - model.from) / span * width, "wf-line done"));
    }

    this.ruler.replaceChildren(...labels);
    this.grid.replaceChildren(...lines);
  }
}

function line(x, className) {
  const element = document.createElementNS(SVG, "line");
  element.setAttribute("x1", x);
  element.setAttribute("x2", x);
  element.setAttribute("y1", 0);
  element.setAttribute("y2", "100%");
  element.setAttribute("class", className);
  return element;
}

// 1, 2 or 5 times a power of ten.
function stepFor(span, most) {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      if (span / (power * factor) <= most) {
        return power * factor;
      }
    }
  }
}
