// Draws the rows that are in sight and no others. Elements are reused while scrolling; a row's markup is the server's own template.
import { shortDuration } from "./format.js";

const OVERSCAN = 12;
const LEAST_BAR = 3;
const MOST_INDENT = 24;
const TALL = 30;

export class Rows {
  constructor(root, model) {
    this.model = model;
    this.scroll = root.querySelector(".wf-scroll");
    this.space = root.querySelector(".wf-space");
    this.template = root.querySelector("template");
    this.ruler = root.querySelector(".wf-ruler");
    this.shown = new Map();
    this.spare = [];
    this.space.querySelectorAll(".wf-row").forEach(row => row.remove());
    this.measure();
  }

  measure() {
    this.height = parseFloat(getComputedStyle(this.scroll).getPropertyValue("--wf-row")) || 26;
    this.width = this.ruler.clientWidth;
  }

  // Before scrolling to a row that has just been revealed: there must be room to scroll to.
  resize() {
    this.space.style.height = `${this.model.visible.length * this.height}px`;
  }

  // Draws everything in sight anew.
  draw() {
    this.resize();
    for (const [place, row] of this.shown) {
      this.release(place, row);
    }
    this.update();
  }

  // Draws what came into sight and takes away what left it.
  update() {
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / this.height) - OVERSCAN);
    const last = Math.min(this.model.visible.length, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / this.height) + OVERSCAN);
    for (const [place, row] of this.shown) {
      if (place < first || place >= last) {
        this.release(place, row);
      }
    }

    for (let place = first; place < last; place++) {
      if (!this.shown.has(place)) {
        this.show(place);
      }
    }

    while (this.spare.length > 4 * OVERSCAN) {
      this.spare.pop().remove();
    }
  }

  release(place, row) {
    this.shown.delete(place);
    row.hidden = true;
    this.spare.push(row);
  }

  show(place) {
    const row = this.spare.pop() ?? this.make();
    this.fill(row, this.model.visible[place], place);
    row.hidden = false;
    this.shown.set(place, row);
  }

  make() {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.parts = {
      name: row.querySelector(".wf-name"),
      stem: row.querySelector(".wf-stem"),
      leaf: row.querySelector(".wf-leaf"),
      letter: row.querySelector(".wf-letter"),
      mark: row.querySelector(".wf-mark"),
      time: row.querySelector(".wf-time"),
      bars: row.querySelectorAll("rect"),
      critical: row.querySelector("path"),
    };
    this.space.append(row);
    return row;
  }

  fill(row, index, place) {
    const { model } = this;
    const { name, stem, leaf, letter, mark, time, bars, critical } = row.parts;
    const category = model.categories[model.category[index]];
    const text = model.nameOf(index);
    const cut = model.stems[model.name[index]];
    const failed = model.failed[index];
    const folded = model.folded.has(index);
    const below = folded ? model.failedBelow[index] : 0;
    const duration = shortDuration(model.duration[index]);

    row.id = `span-${index}`;
    row.dataset.index = index;
    row.style.top = `${place * this.height}px`;
    row.className = `wf-row c-${category.css} d${Math.min(model.depth[index], MOST_INDENT)}`;
    row.classList.toggle("failed", Boolean(failed));
    row.classList.toggle("selected", index === model.selected);
    row.classList.toggle("match", model.matching.has(index));
    row.classList.toggle("faded", model.matches.length > 0 && !model.matching.has(index));
    row.setAttribute("aria-level", model.depth[index] + 1);
    row.setAttribute("aria-selected", index === model.selected);
    row.setAttribute("aria-label", `${text}, ${category.label}, ${duration}${failed ? ", failed" : ""}${below ? `, ${below} failed inside` : ""}`);
    if (model.hasChildren(index)) {
      row.setAttribute("aria-expanded", !folded);
    } else {
      row.removeAttribute("aria-expanded");
    }

    name.title = text;
    stem.textContent = text.slice(0, cut);
    leaf.textContent = text.slice(cut);
    letter.textContent = category.letter;
    mark.textContent = failed ? "✕" : below ? `✕ ${below}` : "";
    time.textContent = duration;
    this.place(bars, index);
    critical.setAttribute("d", this.criticalPath(index));
  }

  // A bar is never narrower than a few pixels, so nothing vanishes, and never leaves the column.
  place(bars, index) {
    const { model, width } = this;
    const scale = width / (model.to - model.from || 1);
    const start = (model.offset[index] - model.from) * scale;
    const end = start + model.duration[index] * scale;
    const inSight = end >= 0 && start <= width;
    const left = Math.min(Math.max(0, start), width - LEAST_BAR);
    const long = inSight ? Math.max(LEAST_BAR, Math.min(end, width) - left) : 0;
    for (const bar of bars) {
      bar.setAttribute("x", left.toFixed(2));
      bar.setAttribute("width", long.toFixed(2));
    }
  }

  // A line under the bar wherever the request waited for this span and nothing below it.
  criticalPath(index) {
    const { model, width } = this;
    const scale = width / (model.to - model.from || 1);
    const y = this.height > TALL ? 11 : 22;
    let path = "";
    for (const [start, end] of model.critical.get(index) ?? []) {
      const left = Math.max(0, (start - model.from) * scale);
      const right = Math.min(width, Math.max(left + LEAST_BAR, (end - model.from) * scale));
      if (end >= model.from && left < right) {
        path += `M${left.toFixed(1)} ${y}H${right.toFixed(1)}`;
      }
    }
    return path;
  }

  center(index) {
    this.scroll.scrollTop = this.model.placeOf(index) * this.height - (this.scroll.clientHeight - this.height) / 2;
  }

  scrollTo(index) {
    const top = this.model.placeOf(index) * this.height;
    const { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop) {
      this.scroll.scrollTop = Math.max(0, top - this.height);
    } else if (top + this.height > scrollTop + clientHeight) {
      this.scroll.scrollTop = top + 2 * this.height - clientHeight;
    }
  }

  get pageSize() {
    return Math.max(1, Math.floor(this.scroll.clientHeight / this.height) - 1);
  }
}
