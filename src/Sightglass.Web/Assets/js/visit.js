// Goes to another state of a page without loading it anew: fetches the page the link names and morphs the part that differs.
//
// <a data-visit="push|replace">       a link that is followed this way; data-then-focus="id" gets the focus afterwards
// <form data-visit="push|replace">    a GET form that is sent this way, also while typing
// <form data-preview>                 a POST form whose page is asked for again, by GET, while typing
import { morph } from "./morph.js";
import { hideToast, showToast } from "./toast.js";

const TYPING_PAUSE = 180;
const REGIONS = ["nav", "main"];

let current;
let typing;

export function startVisits() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  addEventListener("popstate", () => visit(location.href, { history: "none" }));
}

// history: push, replace or none. regions: ids of the elements to bring up to date; the server hears of them and may leave out the rest.
// yields: give way to a visit under way instead of ending it. Returns whether the page now shows the address.
export async function visit(address, { history: kind = "push", quiet = false, yields = false, regions } = {}) {
  if (yields && current) {
    return false;
  }

  current?.abort();
  const mine = new AbortController();
  current = mine;
  document.documentElement.setAttribute("aria-busy", "true");
  try {
    const headers = { Accept: "text/html", ...(regions && { "Sightglass-Regions": regions.join(" ") }) };
    const response = await fetch(address, { signal: mine.signal, headers, cache: "no-store" });
    const url = new URL(response.url);
    if (response.redirected && url.pathname === "/login") {
      location.assign(address);
      return false;
    }

    if (!response.headers.get("Content-Type")?.startsWith("text/html")) {
      throw new Error(`the server answered ${response.status}`);
    }

    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted) {
      return false;
    }

    if (kind === "push" && url.href !== location.href) {
      history.pushState(null, "", url);
    } else if (kind === "replace") {
      history.replaceState(null, "", url);
    }

    show(page, regions ?? REGIONS);
    hideToast();
    return true;
  } catch (error) {
    if (error.name !== "AbortError" && !quiet) {
      showToast(`The page could not be loaded: ${error.message}. What you see is what was there before.`);
    }
    return false;
  } finally {
    if (current === mine) {
      current = undefined;
      document.documentElement.removeAttribute("aria-busy");
    }
  }
}

function show(page, regions) {
  document.title = page.title;
  for (const region of regions) {
    const from = document.getElementById(region);
    const to = page.getElementById(region);
    if (from && to) {
      morph(from, to);
    }
  }

  document.dispatchEvent(new CustomEvent("sightglass:changed"));
}

function onClick(event) {
  const link = event.target.closest?.("a[data-visit]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }

  event.preventDefault();
  const { visit: kind, thenFocus } = link.dataset;
  visit(link.href, { history: kind }).then(done => done && thenFocus && document.getElementById(thenFocus)?.focus());
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.visit === undefined) {
    return;
  }

  event.preventDefault();
  clearTimeout(typing);
  visit(addressOf(form), { history: form.dataset.visit });
}

function onInput(event) {
  const form = event.target.form;
  if (!form || event.target.dataset.local !== undefined || (form.dataset.visit === undefined && form.dataset.preview === undefined)) {
    return;
  }

  clearTimeout(typing);
  typing = setTimeout(() => visit(addressOf(form), { history: "replace", quiet: true }), TYPING_PAUSE);
}

// Empty fields and what only a POST needs stay out of the address.
function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && !name.startsWith("__") && !name.startsWith("_")) {
      query.append(name, value);
    }
  }

  const url = new URL(form.dataset.preview || form.getAttribute("action") || location.pathname, location.href);
  url.search = query.toString();
  return url.href;
}
