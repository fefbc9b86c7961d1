// <button data-copy="text"> copies the text, <button data-copy-from="id"> copies what an element shows.

const SHOWN_FOR = 1600;

export function startClipboard() {
  document.addEventListener("click", async event => {
    const button = event.target.closest?.("[data-copy], [data-copy-from]");
    if (!button) {
      return;
    }

    event.preventDefault();
    const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom)?.textContent ?? "";
    say(button, (await copy(text)) ? "Copied" : "Press Ctrl+C to copy");
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers give the clipboard to https and loopback only; a plain http address gets the older way.
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

function say(button, text) {
  const target = button.querySelector("[data-copy-label]") ?? button;
  const announcer = document.getElementById("announcer");
  if (announcer) {
    announcer.textContent = text;
  }

  if (target.dataset.before === undefined) {
    target.dataset.before = target.textContent;
  }

  target.textContent = target === button ? "✓" : text;
  clearTimeout(button.copiedTimer);
  button.copiedTimer = setTimeout(() => {
    target.textContent = target.dataset.before;
    delete target.dataset.before;
  }, SHOWN_FOR);
}
