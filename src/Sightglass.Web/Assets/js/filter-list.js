// <input data-local data-filters="id"> hides the items of the list with that id that do not hold the words typed.

export function startFilterLists() {
  document.addEventListener("input", event => {
    const id = event.target.dataset?.filters;
    const list = id && document.getElementById(id);
    if (!list) {
      return;
    }

    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of list.children) {
      const text = item.textContent.toLowerCase();
      item.classList.toggle("filtered", !words.every(word => text.includes(word)));
    }
  });
}
