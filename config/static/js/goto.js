// G, then a letter: to the page of the menu that answers it. A link with data-go="i" answers I.
"use strict";
(() => {
  const PATIENCE = 1500;
  let since = 0;

  const isPlain = (event) =>
    "singleKeys" in document.body.dataset && !event.ctrlKey && !event.metaKey && !event.altKey &&
    !event.target.closest("input, textarea, select, [contenteditable], dialog");

  // Before the single keys: after G, a letter is no longer one of them.
  document.addEventListener("keydown", (event) => {
    if (!isPlain(event)) return;
    const key = event.key.toLowerCase();
    const isSecond = Date.now() - since < PATIENCE;
    since = 0;
    if (!isSecond) {
      if (key === "g") since = Date.now();
      return;
    }
    const link = /^[a-z]$/.test(key) && document.querySelector(`[data-go="${key}"]`);
    if (!link) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    link.click();
  }, true);
})();
