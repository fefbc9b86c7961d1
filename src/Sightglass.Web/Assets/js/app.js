// Starts what the pages need. Every page works without scripts; these make it live, quick and usable from the keyboard.
import { startClipboard } from "./clipboard.js";
import { startCountdowns } from "./countdown.js";
import { startFilterLists } from "./filter-list.js";
import { startLive } from "./live.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startVisits } from "./visit.js";
import { startWaterfalls } from "./waterfall/waterfall.js";

startVisits();
startClipboard();
startFilterLists();
startShortcuts();
startTheme();

// These belong to elements that come and go with each visit.
function attach() {
  startCountdowns();
  startLive();
  startWaterfalls();
}

document.addEventListener("sightglass:changed", attach);
attach();
