// The spans in pre-order as columns, and what a person made of them: what is folded, found, selected, and the stretch of time on view.

export class Model {
  constructor(data) {
    this.count = data.depth.length;
    this.names = data.names;
    this.stems = data.stems;
    this.name = data.name;
    this.depth = data.depth;
    this.length = data.length;
    this.offset = data.offset;
    this.duration = data.duration_ns;
    this.category = data.category;
    this.categories = data.categories;
    this.failed = data.failed;
    this.failedBelow = data.failed_below;
    this.ids = data.ids;
    this.total = data.total;
    this.responseEnd = data.response_end;
    this.critical = stretchesByRow(data.critical, data.response_end);
    this.folded = new Set();
    this.matches = [];
    this.matching = new Set();
    this.selected = -1;
    this.from = 0;
    this.to = this.total;
    this.layout();
  }

  nameOf(index) {
    return this.names[this.name[index]];
  }

  // One pass over the pre-order; a folded row skips its subtree.
  layout() {
    this.visible = [];
    for (let i = 0; i < this.count; i += this.folded.has(i) ? this.length[i] : 1) {
      this.visible.push(i);
    }
  }

  // Where a row stands among the visible ones; the nearest folded ancestor's place when it is hidden.
  placeOf(index) {
    let low = 0;
    let high = this.visible.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.visible[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  indexOf(id) {
    return this.ids.indexOf(id);
  }

  parentOf(index) {
    for (let i = index - 1; i >= 0; i--) {
      if (this.depth[i] < this.depth[index]) {
        return i;
      }
    }
    return -1;
  }

  hasChildren(index) {
    return this.length[index] > 1;
  }

  setFolded(index, folded) {
    if (!this.hasChildren(index) || this.folded.has(index) === folded) {
      return false;
    }

    if (folded) {
      this.folded.add(index);
    } else {
      this.folded.delete(index);
    }
    this.layout();
    return true;
  }

  foldAll() {
    for (let i = 0; i < this.count; i++) {
      if (this.depth[i] > 0 && this.hasChildren(i)) {
        this.folded.add(i);
      }
    }
    this.layout();
  }

  unfoldAll() {
    this.folded.clear();
    this.layout();
  }

  // Opens every ancestor, so that a row can be shown.
  reveal(index) {
    let changed = false;
    for (let i = this.parentOf(index); i >= 0; i = this.parentOf(i)) {
      changed = this.folded.delete(i) || changed;
    }
    if (changed) {
      this.layout();
    }
    return changed;
  }

  // All words must occur in the name.
  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const hit = this.names.map(name => words.length > 0 && words.every(word => name.toLowerCase().includes(word)));
    this.matches = [];
    if (words.length > 0) {
      for (let i = 0; i < this.count; i++) {
        if (hit[this.name[i]]) {
          this.matches.push(i);
        }
      }
    }
    this.matching = new Set(this.matches);
  }

  // The next index of an ascending list after the selected row, going round.
  next(list, step) {
    if (list.length === 0) {
      return -1;
    }

    if (step > 0) {
      return list.find(i => i > this.selected) ?? list[0];
    }
    return list.findLast(i => i < this.selected) ?? list[list.length - 1];
  }

  failures() {
    const list = [];
    for (let i = 0; i < this.count; i++) {
      if (this.failed[i]) {
        list.push(i);
      }
    }
    return list;
  }

  // At least 1 µs stays on view, and nothing outside the trace.
  setRange(from, to) {
    const least = Math.min(this.total, 1000);
    const length = Math.min(this.total, Math.max(least, to - from));
    this.from = Math.min(Math.max(0, from), this.total - length);
    this.to = this.from + length;
  }

  get zoomed() {
    return this.to - this.from < this.total;
  }
}

// The critical path comes as row, start, row, start, ...; each stretch ends where the next one starts.
function stretchesByRow(critical, end) {
  const rows = new Map();
  for (let i = 0; i < critical.length; i += 2) {
    const stretches = rows.get(critical[i]) ?? [];
    stretches.push([critical[i + 1], critical[i + 3] ?? end]);
    rows.set(critical[i], stretches);
  }
  return rows;
}
