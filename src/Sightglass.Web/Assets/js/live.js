// Keeps a page current: <div data-live="/events/address" data-live-regions="id id"> says where changes are announced and what they change.
// An announcement carries nothing but the fact; the page is asked for again. A burst costs one request, a missed announcement does no harm, a hidden tab asks for nothing.
import { visit } from "./visit.js";

const PAUSE = 400;

let source;
let address;
let timer;
let last = 0;
let waiting = false;

export function startLive() {
  const wanted = document.querySelector("[data-live]")?.dataset.live;
  if (wanted === address) {
    return;
  }

  source?.close();
  address = wanted;
  source = undefined;
  clearTimeout(timer);
  timer = undefined;
  if (wanted) {
    connect(wanted);
  }
}

function connect(wanted) {
  source = new EventSource(wanted);
  source.addEventListener("open", () => tell("live"));
  source.addEventListener("change", refreshSoon);
  source.addEventListener("end", () => {
    source.close();
    refreshSoon();
  });
  source.addEventListener("error", () => tell(source.readyState === EventSource.CLOSED ? "lost" : "reconnecting"));
}

function tell(state) {
  for (const element of document.querySelectorAll("[data-live-state]")) {
    element.hidden = element.dataset.liveState !== state;
  }
}

function refreshSoon() {
  if (document.hidden) {
    waiting = true;
    return;
  }

  timer ??= setTimeout(refresh, Math.max(0, last + PAUSE - Date.now()));
}

async function refresh() {
  const scheduled = address;
  const regions = document.querySelector("[data-live]")?.dataset.liveRegions?.split(" ");
  const done = await visit(location.href, { history: "none", quiet: true, yields: true, regions });
  if (scheduled !== address) {
    return;
  }

  last = Date.now();
  timer = undefined;

  // Something else was being loaded, or loading failed: later again.
  if (!done) {
    refreshSoon();
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && waiting) {
    waiting = false;
    refreshSoon();
  }
});
