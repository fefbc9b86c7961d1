// <span data-left="12500"> counts the milliseconds down. It starts from what the server said was left, so that a browser whose clock
// is wrong counts right.

const running = new WeakMap();

export function startCountdowns() {
  for (const element of document.querySelectorAll("[data-left]")) {
    const left = Number(element.dataset.left);
    if (running.get(element)?.left !== left) {
      running.set(element, { left, end: performance.now() + left });
    }
    write(element);
  }
}

function write(element) {
  const seconds = Math.ceil(Math.max(0, running.get(element).end - performance.now()) / 1000);
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const text = minutes >= 60
    ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`
    : `${minutes}:${rest}`;
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

setInterval(() => {
  for (const element of document.querySelectorAll("[data-left]")) {
    if (running.has(element)) {
      write(element);
    }
  }
}, 250);
