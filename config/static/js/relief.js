// What the pages do beyond HTML: clocks that run, tabs, keys, focus. Every page works without it.
"use strict";
(() => {
  const each = (root, selector, act) => {
    if (root.matches?.(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const MINUTE = 60000;

  // --- Clocks: redrawn from the moment they are due, so that a page left open never lies -------------------------
  const span = (length) => {
    const [d, h, min, under] = document.body.dataset.units.split("|");
    const minutes = Math.floor(Math.abs(length) / MINUTE);
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24, rest = minutes % 60;
    const two = (...parts) => parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ");
    if (days) return two([days, d], [hours, h]);
    if (hours) return two([hours, h], [rest, min]);
    return two([rest, min]) || under;
  };

  const redraw = (clock) => {
    const due = Date.parse(clock.dataset.due), start = Date.parse(clock.dataset.start);
    const left = due - Date.now();
    const used = start < due ? (Date.now() - start) / (due - start) : NaN;
    const words = left < 0 ? clock.dataset.over : clock.dataset.left;
    clock.querySelector(".left").textContent = words.replace("{}", span(left));
    clock.classList.toggle("late", left < 0);
    if (Number.isNaN(used)) return;
    clock.classList.toggle("soon", left >= 0 && used >= 0.8);
    clock.querySelector("rect")?.setAttribute("width", `${Math.round(Math.min(Math.max(used, 0), 1) * 100)}%`);
  };
  const redrawAll = () => each(document, ".clock[data-due]", redraw);

  // --- Times: where the browser's zone is not the reader's own, say both -----------------------------------------
  const tellHere = (event) => {
    const time = event.target.closest?.("time[datetime][title]");
    if (!time || time.dataset.told) return;
    time.dataset.told = "1";
    const moment = new Date(time.dateTime);
    const here = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (!time.title.includes(here)) time.title += ` (${moment.toLocaleString(document.documentElement.lang, {
      weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short" })})`;
  };

  // --- Tabs: links to sections become ARIA tabs; the choice stays with this page for the session ------------------
  const remembered = (set) => `tab:${location.pathname}:${set.id || ""}`;

  const select = (set, tab) => {
    each(set, "[role=tab]", (other) => {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    });
    sessionStorage.setItem(remembered(set), tab.hash);
  };

  const makeTabs = (set) => {
    const list = set.querySelector(".tabs"), links = [...list.querySelectorAll("a[href^='#']")];
    if (!links.length || list.getAttribute("role") === "tablist") return;
    list.setAttribute("role", "tablist");
    links.forEach((link, place) => {
      const panel = document.getElementById(link.hash.slice(1));
      link.id ||= `tab-${panel.id}`;
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", link.id);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        select(set, link);
      });
      link.addEventListener("keydown", (event) => {
        const step = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = links.at(step % links.length);
        select(set, next);
        next.focus();
      });
    });
    const wrong = links.find((link) => document.querySelector(`${link.hash} .err, ${link.hash} .errsum, ${link.hash} [data-met]`));
    const asked = links.find((link) => link.hash === location.hash);
    const before = links.find((link) => link.hash === sessionStorage.getItem(remembered(set)));
    select(set, wrong || asked || before || links[0]);
  };

  // --- Keys -------------------------------------------------------------------------------------------------------
  const inField = (node) => node.closest("input, textarea, select, [contenteditable]");

  const moveRow = (step) => {
    const rows = [...document.querySelectorAll(".q tr.row")];
    const at = rows.findIndex((row) => row.classList.contains("sel"));
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!next) return;
    rows.forEach((row) => {
      row.classList.toggle("sel", row === next);
      row.removeAttribute("aria-current");
    });
    next.setAttribute("aria-current", "true");
    next.querySelector("a")?.focus();
  };

  // An element with data-key="r" answers the single key R: a field takes focus, a tab opens and gives it to its text.
  const press = (target) => {
    if (inField(target)) return target.focus();
    target.click();
    const panel = target.getAttribute("role") === "tab" && document.getElementById(target.getAttribute("aria-controls"));
    if (panel) panel.querySelector("textarea, input:not([type=hidden])")?.focus();
  };

  // A link elsewhere on the page to a section that became a tab opens it and gives it to its text.
  const openTab = (event) => {
    const link = event.target.closest("a[href^='#']:not([role=tab])");
    const tab = link?.hash && [...document.querySelectorAll("[role=tab]")].find((one) => one.hash === link.hash);
    if (!tab) return;
    event.preventDefault();
    press(tab);
  };
  document.addEventListener("click", openTab);

  const singleKey = (event) => {
    if (!("singleKeys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") return moveRow(key === "j" ? 1 : -1);
    if (key === "enter" && event.target === document.body) return document.querySelector(".q tr.sel a")?.click();
    if (!/^[a-z.]$/.test(key)) return;
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    event.preventDefault();
    press(target);
  };

  const shut = (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]") || document.querySelector("details.menu[open]");
      return menu && shut(menu);
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      return form?.requestSubmit(form.querySelector("button.primary:not([type=button])"));
    }
    singleKey(event);
  });

  document.addEventListener("click", (event) => {
    each(document, "details.menu[open]", (menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // --- Forms: a pressed button says that it works, and is never disabled (the server ignores the second press) ----
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => each(document, "button[aria-busy]", (button) => button.removeAttribute("aria-busy")));
  document.addEventListener("htmx:afterRequest", (event) =>
    each(event.target, "button[aria-busy]", (button) => button.removeAttribute("aria-busy")));

  // --- In place: an answer without the place it was asked for (refused, signed out) is fetched the ordinary way ----
  const theOrdinaryWay = (asker) => {
    if (asker.href) return location.assign(asker.href);
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: asker.name, value: asker.value });
    asker.form.append(pressed);
    asker.form.submit();
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig, pathInfo } = event.detail;
    const asked = new URL(pathInfo.requestPath, location.href).pathname;
    if (xhr.status === 200 && new URL(xhr.responseURL).pathname === asked) return;
    event.preventDefault();
    if (!requestConfig.elt.matches("[hx-trigger=load], [data-quiet]")) theOrdinaryWay(requestConfig.elt);  // nobody pressed these
  });

  // --- The demo's people: one press fills in the sign-in form -----------------------------------------------------
  const offerToFill = (person) => {
    const { email, password, words } = person.dataset;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: words });
    button.setAttribute("aria-label", `${words}: ${email}`);
    button.addEventListener("click", () => {
      document.getElementById("id_login").value = email;
      document.getElementById("id_password").value = password;
      document.querySelector("main form .primary").focus();
    });
    person.append(button);
    delete person.dataset.email;
  };

  // --- What every page, and every fragment that arrives later, goes through ----------------------------------------
  const enhance = (root) => {
    each(root, ".clock[data-due]", redraw);
    each(root, "[data-tabs]", makeTabs);
    each(root, "[data-email]", offerToFill);
    each(root, ".toast", (toast) => setTimeout(() => toast.remove(), 8300));
    root.querySelector("[data-focus]")?.focus();
  };

  enhance(document.body);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && enhance(event.target));
  document.addEventListener("pointerover", tellHere);
  document.addEventListener("visibilitychange", () => document.hidden || redrawAll());
  setInterval(redrawAll, MINUTE);
})();
