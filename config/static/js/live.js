// Live pages: asked every few seconds whether there is something new; shown when the reader says so, and not before.
"use strict";
(() => {
  let live = document.querySelector("[data-live]");
  if (!live) return;

  const IDLE = 5 * 60000, IDLE_TIMES = 3, ANNOUNCE = 30000, STILL_WRITING = 60000;
  const every = Number(live.dataset.every) * 1000;
  const status = document.getElementById("status");
  let touched = Date.now(), heard = 0, lostAt = null, announced = 0, timer = null, changed = 0, showing = false;

  const words = () => live.querySelector(".live-word");
  const pill = () => live.querySelector(".live-pill");
  const retry = () => live.querySelector(".live-retry");

  // --- Saying how live it is -----------------------------------------------------------------------------------------
  const say = () => {
    const { now, ago, lost } = live.dataset;
    if (lostAt) {
      words().textContent = lost.replace("{}", lostAt.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
    } else if (heard) {
      const seconds = Math.round((Date.now() - heard) / 1000);
      words().textContent = seconds < 2 ? now : ago.replace("{}", seconds);
    }
    live.classList.toggle("lost", Boolean(lostAt));
    retry().hidden = !lostAt;
    live.hidden = !(heard || lostAt);
  };

  // One polite line for all of it, so that nobody is talked over.
  const announce = (text) => {
    if (!text || Date.now() - announced < ANNOUNCE) return;
    announced = Date.now();
    const line = status.querySelector(".said") || status.appendChild(Object.assign(document.createElement("p"), { className: "sr said" }));
    line.textContent = text;
  };

  const offer = (count) => {
    if (!live.dataset.parts) return;
    const { one, many, told } = live.dataset;
    if (count > changed) announce(told.replace("{}", count));
    changed = count;
    pill().textContent = count === 1 ? one : many.replace("{}", count);
    pill().hidden = !count;
  };

  // --- Who else is here, and telling that we are ----------------------------------------------------------------------
  const company = (people) => {
    const list = document.querySelector("[data-company]");
    if (!list || !people) return;
    const before = list.textContent;
    list.replaceChildren(...people.map(({ initials, words: what }) => {
      const item = document.createElement("li");
      const face = Object.assign(document.createElement("span"), { className: "av", textContent: initials });
      face.setAttribute("aria-hidden", "true");
      item.append(face, Object.assign(document.createElement("span"), { className: "what", textContent: what }));
      return item;
    }));
    list.hidden = !people.length;
    if (list.textContent !== before) announce(people.map(({ words: what }) => what).join(". "));
  };

  let writing = "looking", wroteAt = 0, toldWhat = "";
  const present = (what, more = {}) => {
    const { here, csrf } = live.dataset;
    if (!here) return Promise.resolve();
    toldWhat = what;
    return fetch(here, { method: "POST", body: new URLSearchParams({ what, csrfmiddlewaretoken: csrf }), redirect: "manual", ...more })
      .catch(() => {});
  };
  const doing = () => (Date.now() - wroteAt < STILL_WRITING ? writing : "looking");

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-writes]");
    if (!form) return;
    writing = form.dataset.writes;
    wroteAt = Date.now();
    if (toldWhat !== writing) present(writing);
  });

  // --- Asking ----------------------------------------------------------------------------------------------------------
  const address = () => {
    const asked = new URL(live.dataset.live, location.href);
    new URLSearchParams(location.search).forEach((value, name) => asked.searchParams.append(name, value));
    asked.searchParams.set("since", live.dataset.since);
    return asked;
  };

  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    const since = live.dataset.since;
    try {
      await present(doing());
      const answer = await fetch(address(), { headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      heard = Date.now();
      lostAt = null;
      if (since === live.dataset.since && !showing) offer(told.changed);
      company(told.here);
    } catch {
      lostAt ||= new Date();
    }
    say();
    next();
  };

  const next = () => {
    clearTimeout(timer);
    const idle = Date.now() - touched > IDLE;
    timer = setTimeout(ask, idle ? every * IDLE_TIMES : every);
  };

  // --- Showing what is new: the page's own parts, fetched again. What is being written is moved, never remade ---------
  const isDirty = (field) => {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "file") return field.files.length > 0;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected)
      && field.value !== ([...field.options].find((option) => option.defaultSelected) || field.options[0])?.value;
    return field.value !== field.defaultValue;
  };
  const isBegun = (form) => form.contains(document.activeElement) || [...form.elements].some((field) => field.name && isDirty(field));

  const pathOf = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
  // Forms that share an address say in a hidden field what they are about; what is typed tells nothing apart.
  const ABOUT = ["solution", "statement", "flag", "problem", "outage", "colleague"];
  const about = (form, name) => {
    const field = form.elements[name];
    return field?.type === "hidden" ? field.value : "";
  };
  const twin = (form, page) => [...page.querySelectorAll("form")].find((one) => pathOf(one) === pathOf(form)
    && ABOUT.every((name) => about(one, name) === about(form, name)));

  const remember = () => {
    const at = document.activeElement;
    if (!at || at === document.body) return () => {};
    if (live.contains(at)) return () => document.getElementById("main").focus({ preventScroll: true });
    const { selectionStart: start, selectionEnd: end } = at, { id, href } = at;
    const top = at.getBoundingClientRect().top;
    return () => {
      const again = at.isConnected ? at : (id && document.getElementById(id))
        || (href && [...document.querySelectorAll("#main a")].find((link) => link.href === href));
      if (!again || again === document.activeElement) return;
      again.focus({ preventScroll: true });
      again.closest("tr.row")?.classList.add("sel");
      if (typeof start === "number") again.setSelectionRange(start, end);
      scrollBy(0, again.getBoundingClientRect().top - top);
    };
  };

  // Answers with the part where it stayed as it was.
  const swap = (selector, page, moving) => {
    const old = document.querySelector(selector), fresh = page.querySelector(selector);
    if (!old || !fresh) return old;
    const begun = [...old.querySelectorAll("form")].filter(isBegun).map((form) => [form, twin(form, page)]);
    if (begun.some(([, place]) => !place)) return old;  // nowhere else to go: this part stays as it is
    const refreshed = document.importNode(fresh, true);
    const places = begun.map(([form, place]) => [form, [...fresh.querySelectorAll("form")].indexOf(place)]);
    const targets = [...refreshed.querySelectorAll("form")];
    places.forEach(([form, index]) => {
      if (index < 0) return moving.push(form);  // its place is in another part now
      targets[index].replaceWith(form);
      for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    });
    if (selector === "#main") refreshed.querySelector("[data-live]")?.replaceWith(live);
    old.replaceWith(refreshed);
    window.htmx?.process(refreshed);
    refreshed.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    return null;
  };

  const settle = (form) => {
    const place = twin(form, document);
    if (place) place.replaceWith(form);
    else document.getElementById("main").append(form);
  };

  // The forms are read against what is on the page now; those of a part that stayed go by what they were written under.
  const bringUpToDate = (page, stayed) => {
    for (const name of ["version", "since"]) {
      const value = page.querySelector(`input[name="${name}"]`)?.value;
      if (!value) continue;
      document.querySelectorAll(`input[name="${name}"]`).forEach((field) => {
        if (!stayed.some((part) => part.contains(field))) field.value = value;
      });
    }
  };

  const show = async () => {
    if (pill().hidden || showing) return;
    showing = true;
    const main = document.getElementById("main");
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { redirect: "follow" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (!answer.ok || !fresh) return location.reload();
      const back = remember(), { since } = fresh.dataset;
      const moving = [];
      const stayed = live.dataset.parts.split("|").map((selector) => swap(selector, page, moving)).filter(Boolean);
      moving.forEach(settle);
      live.dataset.since = since;
      bringUpToDate(page, stayed);
      back();
      offer(0);
      announce(live.dataset.shown);
    } catch {
      lostAt ||= new Date();
      say();
    } finally {
      showing = false;
      document.getElementById("main").removeAttribute("aria-busy");
    }
  };

  // The pill takes no focus from who is writing.
  document.addEventListener("mousedown", (event) => event.target.closest(".live-pill") && event.preventDefault());
  document.addEventListener("click", (event) => {
    if (event.target.closest(".live-pill")) show();
    if (event.target.closest(".live-retry")) ask();
  });
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => {
      const wasIdle = Date.now() - touched > IDLE;
      touched = Date.now();
      if (wasIdle) ask();
    }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  addEventListener("online", ask);
  addEventListener("pagehide", () => present("gone", { keepalive: true }));
  addEventListener("pageshow", (event) => event.persisted && ask());
  setInterval(() => document.hidden || say(), 5000);
  ask();
})();
