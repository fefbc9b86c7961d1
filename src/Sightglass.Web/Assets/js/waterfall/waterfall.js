// Brings a waterfall to life: the server has drawn its first rows; from here on it scrolls, folds, zooms and finds in the browser.
import { showToast } from "../toast.js";
import { read, write } from "./address.js";
import { Details } from "./details.js";
import { onKey } from "./keys.js";
import { Minimap } from "./minimap.js";
import { Model } from "./model.js";
import { Rows } from "./rows.js";
import { Ruler } from "./ruler.js";

const running = new Map();

export function startWaterfalls() {
  for (const [root, waterfall] of running) {
    if (!root.isConnected || root.dataset.keep !== waterfall.key) {
      waterfall.stop();
      running.delete(root);
    }
  }

  for (const root of document.querySelectorAll("[data-waterfall]")) {
    if (running.has(root)) {
      running.get(root).followAddress();
    } else {
      const waterfall = new Waterfall(root);
      running.set(root, waterfall);
      waterfall.start();
    }
  }
}

class Waterfall {
  constructor(root) {
    this.root = root;
    this.key = root.dataset.keep;
    this.stopped = new AbortController();
  }

  async start() {
    try {
      const response = await fetch(this.root.dataset.waterfall, { signal: this.stopped.signal });
      if (!response.ok || response.redirected) {
        throw new Error(`the server answered ${response.status}`);
      }
      this.begin(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") {
        showToast(`The spans could not be loaded: ${error.message}.`);
      }
    }
  }

  begin(data) {
    const { root } = this;
    const { signal } = this.stopped;
    this.model = new Model(data);
    this.rows = new Rows(root, this.model);
    this.ruler = new Ruler(root, this.model);
    this.minimap = new Minimap(root, this.model, (from, to) => this.showRange(from, to));
    this.details = new Details(root);
    this.search = root.querySelector(".wf-search");
    this.found = root.querySelector(".wf-found");
    this.restore();

    const { scroll } = this.rows;
    scroll.addEventListener("scroll", () => this.rows.update(), { signal, passive: true });
    scroll.addEventListener("keydown", event => onKey(event, this), { signal });
    scroll.addEventListener("click", event => this.onClick(event), { signal });
    this.search.addEventListener("input", () => this.find(this.search.value), { signal });
    this.search.addEventListener("keydown", event => this.onSearchKey(event), { signal });
    root.addEventListener("click", event => this.onTool(event), { signal });
    document.addEventListener("sightglass:theme", () => this.minimap.draw(), { signal });

    this.resizes = new ResizeObserver(() => this.drawAll());
    this.resizes.observe(scroll);
    root.classList.add("ready");
    this.drawAll();
    if (this.model.selected >= 0) {
      this.rows.center(this.model.selected);
      this.rows.update();
    }
    this.takeFocus();
  }

  // Whoever came here by a row or a key goes on in the tree; whoever is typing stays where they are.
  takeFocus() {
    const active = document.activeElement;
    if (!active || active === document.body || active.matches(".row-link, [data-shortcut]")) {
      this.rows.scroll.focus({ preventScroll: true });
    }
  }

  restore() {
    const { span, fold, from, to, find } = read();
    for (const index of (fold ?? "").split(".").filter(Boolean).map(Number)) {
      this.model.setFolded(index, true);
    }
    if (from !== undefined && to > from) {
      this.model.setRange(from, to);
    }
    this.model.selected = this.model.indexOf(span ?? this.root.dataset.selected ?? "");
    if (this.model.selected >= 0) {
      this.model.reveal(this.model.selected);
    }
    this.search.value = find;
    this.model.search(find);
    this.tellFound();
  }

  // A link on the page, or Back, may have chosen another span.
  followAddress() {
    const index = this.model?.indexOf(read().span ?? "") ?? -1;
    if (index >= 0 && index !== this.model.selected) {
      this.select(index);
    }
  }

  drawAll() {
    this.rows.measure();
    this.rows.draw();
    this.ruler.draw();
    this.minimap.draw();
    this.markActive();
  }

  select(index) {
    if (index === undefined || index < 0) {
      return;
    }

    this.model.selected = index;
    this.model.reveal(index);
    this.rows.resize();
    this.rows.scrollTo(index);
    this.rows.draw();
    this.markActive();
    this.details.show(this.model.ids[index]);
    write(this.model, this.search.value);
  }

  markActive() {
    const { scroll } = this.rows;
    if (this.model.selected >= 0) {
      scroll.setAttribute("aria-activedescendant", `span-${this.model.selected}`);
    }
  }

  // Returns whether anything changed.
  fold(index, folded) {
    const changed = this.model.setFolded(index, folded);
    if (changed) {
      this.rows.draw();
      write(this.model, this.search.value);
    }
    return changed;
  }

  toggle(index) {
    this.fold(index, !this.model.folded.has(index));
  }

  unfoldAll() {
    this.model.unfoldAll();
    this.rows.draw();
    write(this.model, this.search.value);
  }

  foldAll() {
    this.model.foldAll();
    this.rows.scroll.scrollTop = 0;
    if (this.model.selected >= 0) {
      this.model.selected = this.model.visible[this.model.placeOf(this.model.selected)];
    }
    this.rows.draw();
    write(this.model, this.search.value);
  }

  showRange(from, to) {
    this.model.setRange(from, to);
    this.rows.draw();
    this.ruler.draw();
    this.minimap.drawWindow();
    write(this.model, this.search.value);
  }

  // Around the selected span's middle, or the middle of what is on view.
  zoom(factor) {
    const { model } = this;
    const middle = model.selected >= 0
      ? Math.min(model.to, Math.max(model.from, model.offset[model.selected] + model.duration[model.selected] / 2))
      : (model.from + model.to) / 2;
    const half = (model.to - model.from) * factor / 2;
    this.showRange(middle - half, middle + half);
  }

  find(text) {
    this.model.search(text);
    this.tellFound();
    this.rows.draw();
    write(this.model, text);
  }

  tellFound() {
    this.found.textContent = this.search.value.trim() ? `${this.model.matches.length} found` : "";
  }

  goToMatch(step) {
    this.select(this.model.next(this.model.matches, step));
  }

  goToFailure(step) {
    this.select(this.model.next(this.model.failures(), step));
  }

  onClick(event) {
    const row = event.target.closest(".wf-row");
    if (!row) {
      return;
    }

    event.preventDefault();
    const index = Number(row.dataset.index);
    if (event.target.closest(".wf-twist")) {
      this.toggle(index);
    }
    this.select(index);
    this.rows.scroll.focus({ preventScroll: true });
  }

  onSearchKey(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      this.goToMatch(event.shiftKey ? -1 : 1);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.rows.scroll.focus();
    }
  }

  onTool(event) {
    const tool = event.target.closest("[data-wf]")?.dataset.wf;
    const tools = {
      fold: () => this.foldAll(),
      unfold: () => this.unfoldAll(),
      failure: () => this.goToFailure(1),
      previous: () => this.goToMatch(-1),
      next: () => this.goToMatch(1),
      in: () => this.zoom(0.5),
      out: () => this.zoom(2),
      whole: () => this.showRange(0, this.model.total),
    };
    tools[tool]?.();
  }

  stop() {
    this.stopped.abort();
    this.resizes?.disconnect();
    this.details?.stop();
  }
}
