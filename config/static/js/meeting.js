// The two meetings: J and K go from case to case, 1 to 6 choose a course, N records; and what only a script can copy or print.
"use strict";
(() => {
  const typing = (node) => node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  const pressed = (key) => {
    if (key === "j") return document.querySelector("[data-next]");
    if (key === "k") return document.querySelector("[data-previous]");
    if (key === "n") return document.querySelector("[data-record]");
    return /^[1-9]$/.test(key) ? document.querySelectorAll(".courses input")[Number(key) - 1] : null;
  };

  document.addEventListener("keydown", (event) => {
    if (!("singleKeys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const target = pressed(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    target.click();
    if (target.type === "radio") target.focus();
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy), words = button.querySelector("[data-said]");
    const before = words.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      words.textContent = words.dataset.said;
      setTimeout(() => { words.textContent = before; }, 4000);
    });
  });
})();
