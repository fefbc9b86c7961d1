// One line at the foot of the window for what went wrong while the page stayed as it was.

export function showToast(text) {
  const toast = document.getElementById("toast");
  if (toast) {
    toast.textContent = text;
    toast.hidden = false;
  }
}

export function hideToast() {
  const toast = document.getElementById("toast");
  if (toast) {
    toast.hidden = true;
  }
}
