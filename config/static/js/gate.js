// Opening an ICM: what is typed stands in the preview beside it at once. Without this script it does after each step.
"use strict";
(() => {
  const form = document.getElementById("step-form");
  form?.addEventListener("input", ({ target }) => {
    const place = document.querySelector(`[data-shows="${CSS.escape(target.name)}"]`);
    if (place) place.textContent = target.value.trim() || place.dataset.empty || "";
  });
})();
