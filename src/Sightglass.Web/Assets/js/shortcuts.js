// <a data-shortcut="j"> and <button data-shortcut="Escape"> are pressed by their key, <input data-shortcut="/"> is focused by it,
// <dialog data-shortcut="?"> is opened by it. Keys typed into fields are never taken, except Escape, which leaves the field first.

export function startShortcuts() {
  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }

    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
    if (typing) {
      if (event.key === "Escape") {
        typing.blur();
      }
      return;
    }

    if (document.querySelector("dialog[open]")) {
      return;
    }

    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      press(target);
    }
  });

  document.addEventListener("click", event => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) {
      document.getElementById(opener.dataset.opens)?.showModal();
    }

    // A click beside an open menu closes it.
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
}

function press(target) {
  if (target instanceof HTMLDialogElement) {
    target.showModal();
  } else if (target instanceof HTMLInputElement) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
}
