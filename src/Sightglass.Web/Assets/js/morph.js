// Makes one element equal to another while it stays the same element: focus, selection, scroll positions and what scripts hold survive.
//
// data-keep="x"  an element a script draws into: left alone as long as both sides carry the same value
// id, data-key   tell list items apart, so that a new first row does not rewrite all rows

export function morph(from, to) {
  if (from.dataset.keep !== undefined && from.dataset.keep === to.dataset.keep) {
    return;
  }

  copyAttributes(from, to);
  if (from instanceof HTMLTextAreaElement) {
    if (from !== document.activeElement) {
      from.value = to.value;
    }
    return;
  }

  if (from instanceof HTMLInputElement && from !== document.activeElement) {
    from.value = to.value;
    from.checked = to.checked;
  }

  morphChildren(from, to);
  if (from instanceof HTMLSelectElement && from !== document.activeElement) {
    from.value = to.value;
  }
}

function copyAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !ownedByUser(from, name)) {
      from.removeAttribute(name);
    }
  }

  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !ownedByUser(from, name)) {
      from.setAttribute(name, value);
    }
  }
}

// What a person opened stays open.
function ownedByUser(element, name) {
  return name === "open" && (element instanceof HTMLDetailsElement || element instanceof HTMLDialogElement);
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key) {
      keyed.set(key, child);
    }
  }

  let cursor = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = findMatch(wanted, cursor, keyed);
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), cursor);
      continue;
    }

    if (match === cursor) {
      cursor = cursor.nextSibling;
    } else {
      from.insertBefore(match, cursor);
    }

    if (match.nodeType === Node.ELEMENT_NODE) {
      morph(match, wanted);
    } else if (match.nodeValue !== wanted.nodeValue) {
      match.nodeValue = wanted.nodeValue;
    }
  }

  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function findMatch(wanted, cursor, keyed) {
  const key = keyOf(wanted);
  if (key) {
    const match = keyed.get(key);
    keyed.delete(key);
    return match?.nodeName === wanted.nodeName ? match : undefined;
  }

  return cursor && cursor.nodeType === wanted.nodeType && cursor.nodeName === wanted.nodeName && !keyOf(cursor) ? cursor : undefined;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key : undefined;
}
