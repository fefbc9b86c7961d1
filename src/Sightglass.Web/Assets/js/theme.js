// Light or dark. The choice is a cookie, so that the server writes it into the page and nothing flashes.

const YEAR = 31536000;

export function startTheme() {
  document.addEventListener("click", event => {
    if (!event.target.closest?.("[data-theme-toggle]")) {
      return;
    }

    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `sightglass-theme=${root.dataset.theme}; Path=/; Max-Age=${YEAR}; SameSite=Strict`;
    document.dispatchEvent(new CustomEvent("sightglass:theme"));
  });
}
