// Shows a span's details: asks the server for its panel. Moving fast over many rows asks for the last one only.
import { showToast } from "../toast.js";

const PAUSE = 70;
const KEPT = 60;

export class Details {
  constructor(root) {
    this.address = root.dataset.details;
    this.panel = document.getElementById("span-details");
    this.kept = new Map();
  }

  show(id) {
    clearTimeout(this.timer);
    this.asked?.abort();
    const kept = this.kept.get(id);
    if (kept) {
      this.write(kept);
    } else {
      this.timer = setTimeout(() => this.load(id), PAUSE);
    }
  }

  async load(id) {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const response = await fetch(`${this.address}/${id}`, { signal: asked.signal, headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) {
        throw new Error(`the server answered ${response.status}`);
      }

      const text = await response.text();
      if (this.kept.size >= KEPT) {
        this.kept.delete(this.kept.keys().next().value);
      }
      this.kept.set(id, text);
      if (!asked.signal.aborted) {
        this.write(text);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        showToast(`The span's details could not be loaded: ${error.message}.`);
      }
    }
  }

  // The server's own page, parsed without running anything.
  write(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    this.panel.replaceChildren(...page.body.childNodes);
    this.panel.scrollTop = 0;
  }

  stop() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }
}
