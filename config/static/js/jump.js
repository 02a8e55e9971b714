// Search and jump: Ctrl or Cmd and K open it, arrows choose, Enter goes there, Esc closes and gives focus back.
"use strict";
(() => {
  const dialog = document.getElementById("jumper");
  if (!dialog?.showModal) return;
  const field = dialog.querySelector("[role=combobox]");
  const options = () => [...dialog.querySelectorAll("[role=option]")];
  const chosen = () => dialog.querySelector("[role=option][aria-selected=true]");

  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", one === option));
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  // The dialog itself remembers what had focus before, and gives it back when it closes.
  const open = () => {
    if (dialog.open) return field.select();
    dialog.showModal();
    field.focus();
    field.select();
    if (!options().length) field.dispatchEvent(new CustomEvent("begin"));
  };

  const move = (step) => {
    const all = options(), at = all.indexOf(chosen());
    if (all.length) choose(all.at(at < 0 && step < 0 ? -1 : (at + step) % all.length));
  };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      field.focus();
      return move(event.key === "ArrowDown" ? 1 : -1);
    }
    // With nothing chosen, the form goes to the page of search.
    if (event.target !== field || event.key !== "Enter" || event.isComposing || !chosen()) return;
    event.preventDefault();
    chosen().click();
  });

  // What was found for other words must not be opened for these.
  field.addEventListener("input", () => choose(null));
  dialog.addEventListener("htmx:afterSettle", () => {
    field.setAttribute("aria-expanded", options().length > 0);
    choose(field.value.trim() ? options()[0] : null);
  });
  dialog.querySelector("[data-shut]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
})();
