// What is looked at is in the address: the span, the folded rows, the stretch of time, the words searched for.

export function read() {
  const query = new URLSearchParams(location.search);
  return {
    span: query.get("span"),
    fold: query.get("fold"),
    from: numberOf(query.get("from")),
    to: numberOf(query.get("to")),
    find: query.get("find") ?? "",
  };
}

export function write(model, find) {
  const url = new URL(location.href);
  set(url, "span", model.selected >= 0 ? model.ids[model.selected] : "");
  set(url, "fold", [...model.folded].sort((a, b) => a - b).slice(0, 200).join("."));
  set(url, "from", model.zoomed ? String(Math.round(model.from)) : "");
  set(url, "to", model.zoomed ? String(Math.round(model.to)) : "");
  set(url, "find", find);
  if (url.href !== location.href) {
    history.replaceState(null, "", url);
  }
}

function set(url, name, value) {
  if (value) {
    url.searchParams.set(name, value);
  } else {
    url.searchParams.delete(name);
  }
}

function numberOf(text) {
  const number = Number(text);
  return text && Number.isFinite(number) && number >= 0 ? number : undefined;
}
