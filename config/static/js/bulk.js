// Ticks in a list: how many there are, and all of them at once. Without this, each is ticked by itself.
"use strict";
(() => {
  const panel = document.querySelector("[data-bulk]");
  if (!panel) return;
  const count = panel.querySelector("[data-bulk-count]"), all = panel.querySelector("[data-bulk-all]");
  const words = all.textContent;
  const ticks = () => [...document.querySelectorAll("input[type=checkbox][name=number][form=bulk]")];

  const tell = () => {
    const boxes = ticks(), ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? count.dataset.words.replace("{}", ticked) : "";
    all.textContent = boxes.length && ticked === boxes.length ? all.dataset.none : words;
    all.hidden = !boxes.length;
    if (ticked) panel.open = true;
  };

  document.addEventListener("change", (event) => event.target.matches("input[name=number][form=bulk]") && tell());
  document.addEventListener("htmx:load", tell);
  addEventListener("pageshow", tell);  // a page that the browser kept has its ticks still
  all.addEventListener("click", () => {
    const boxes = ticks(), on = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = on; });
    tell();
  });
  tell();
})();
