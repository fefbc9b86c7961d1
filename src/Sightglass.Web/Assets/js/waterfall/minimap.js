// The whole trace in a strip, with the stretch on view as a window: draw a new one, move it, or double-click for the whole.

const FINEST = 4;

export class Minimap {
  constructor(root, model, onRange) {
    this.model = model;
    this.onRange = onRange;
    this.canvas = root.querySelector(".wf-map canvas");
    this.window = root.querySelector(".wf-map-window");
    const strip = root.querySelector(".wf-map");
    strip.addEventListener("pointerdown", event => this.begin(event, strip));
    strip.addEventListener("pointermove", event => this.move(event, strip));
    strip.addEventListener("pointerup", () => { this.drag = undefined; });
    strip.addEventListener("pointercancel", () => { this.drag = undefined; });
    strip.addEventListener("dblclick", () => this.onRange(0, model.total));
  }

  draw() {
    const { canvas, model } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const paint = canvas.getContext("2d");
    paint.scale(ratio, ratio);
    const style = getComputedStyle(canvas.closest(".wf"));
    const probe = canvas.parentElement.querySelector(".wf-probe");
    const colours = model.categories.map(category => resolve(probe, style.getPropertyValue(`--${category.css}`)));
    const bad = resolve(probe, style.getPropertyValue("--bad-strong"));
    const row = Math.min(FINEST, height / model.count);
    const scale = width / (model.total || 1);
    for (const failed of [0, 1]) {
      for (let i = 0; i < model.count; i++) {
        if (model.failed[i] === failed) {
          paint.fillStyle = failed ? bad : colours[model.category[i]];
          paint.fillRect(model.offset[i] * scale, i * row, Math.max(1, model.duration[i] * scale), Math.max(failed ? 2 : 0.75, row * 0.8));
        }
      }
    }
    this.drawWindow();
  }

  drawWindow() {
    const { model } = this;
    this.window.style.left = `${model.from / model.total * 100}%`;
    this.window.style.width = `${(model.to - model.from) / model.total * 100}%`;
    this.window.hidden = !model.zoomed;
  }

  begin(event, strip) {
    const at = this.timeAt(event, strip);
    const inside = this.model.zoomed && at >= this.model.from && at <= this.model.to;
    this.drag = { at, move: inside, from: this.model.from, to: this.model.to };
    strip.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  move(event, strip) {
    if (!this.drag) {
      return;
    }

    const at = this.timeAt(event, strip);
    const { at: begun, move, from, to } = this.drag;
    if (move) {
      this.onRange(from + at - begun, to + at - begun);
    } else if (Math.abs(at - begun) > this.model.total / 200) {
      this.onRange(Math.min(at, begun), Math.max(at, begun));
    }
  }

  timeAt(event, strip) {
    const box = strip.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.model.total;
  }
}

// A canvas does not know light-dark(); an element's computed colour does.
function resolve(probe, value) {
  probe.style.color = value;
  return getComputedStyle(probe).color;
}
