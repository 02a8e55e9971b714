// Keys that act on the row that J and K chose: an element with data-row-key="a" in it answers the single key A.
"use strict";
(() => {
  const rows = ".q tr.row";

  // A row that the address names, as after triage from it, is where J and K go on.
  const choose = (row) => {
    document.querySelectorAll(`${rows}.sel`).forEach((other) => {
      other.classList.remove("sel");
      other.removeAttribute("aria-current");
    });
    row.classList.add("sel");
    row.setAttribute("aria-current", "true");
  };
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches(rows)) choose(named);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!("singleKeys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    const key = event.key.toLowerCase();
    if (!/^[a-z]$/.test(key)) return;
    const target = document.querySelector(`${rows}.sel [data-row-key="${key}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
})();
