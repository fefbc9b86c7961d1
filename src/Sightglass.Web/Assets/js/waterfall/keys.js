// The waterfall from the keyboard. What is not handled here goes on to the page's shortcuts (j, k, /, ?).

export function onKey(event, waterfall) {
  const { model, rows } = waterfall;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }

  const place = model.selected < 0 ? -1 : model.placeOf(model.selected);
  const go = to => waterfall.select(model.visible[Math.min(model.visible.length - 1, Math.max(0, to))]);
  const actions = {
    ArrowDown: () => go(place + 1),
    ArrowUp: () => go(place - 1),
    PageDown: () => go(place + rows.pageSize),
    PageUp: () => go(place - rows.pageSize),
    Home: () => go(0),
    End: () => go(model.visible.length - 1),
    ArrowRight: () => openOrEnter(waterfall, place),
    ArrowLeft: () => closeOrLeave(waterfall),
    Enter: () => waterfall.toggle(model.selected),
    " ": () => waterfall.toggle(model.selected),
    "*": () => waterfall.unfoldAll(),
    "+": () => waterfall.zoom(0.5),
    "=": () => waterfall.zoom(0.5),
    "-": () => waterfall.zoom(2),
    0: () => waterfall.showRange(0, model.total),
    n: () => waterfall.goToMatch(1),
    N: () => waterfall.goToMatch(-1),
    e: () => waterfall.goToFailure(1),
    E: () => waterfall.goToFailure(-1),
  };
  if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    const step = (model.to - model.from) / 4 * (event.key === "ArrowLeft" ? -1 : 1);
    event.preventDefault();
    waterfall.showRange(model.from + step, model.to + step);
  } else if (Object.hasOwn(actions, event.key)) {
    event.preventDefault();
    actions[event.key]();
  }
}

function openOrEnter(waterfall, place) {
  const { model } = waterfall;
  const { selected } = model;
  if (selected >= 0 && model.hasChildren(selected) && !waterfall.fold(selected, false)) {
    waterfall.select(model.visible[place + 1]);
  }
}

function closeOrLeave(waterfall) {
  const { model } = waterfall;
  const { selected } = model;
  if (selected >= 0 && !waterfall.fold(selected, true)) {
    const parent = model.parentOf(selected);
    if (parent >= 0) {
      waterfall.select(parent);
    }
  }
}
