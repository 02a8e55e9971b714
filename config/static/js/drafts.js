// Words are kept on the server two seconds after the last key. Without this script a button keeps them.
"use strict";
(() => {
  const PAUSE = 2000, AGAIN = 15000;
  const waiting = new WeakMap();  // a form, and the timer that will keep it
  const sent = new WeakSet(), gone = new WeakSet();
  const underWay = new WeakMap();  // a form, and the keeping that has not been answered yet

  const parts = (form) => {
    const line = form.querySelector("[data-draft-line]");
    return {
      line, words: line.querySelector("[data-draft-words]"),
      keeper: line.querySelector("[data-draft-keep]"), discarder: line.querySelector("[data-draft-discard]"),
    };
  };

  // What is typed, without what is chosen from a disk: files are no drafts.
  const typed = (form) => {
    const body = new URLSearchParams();
    new FormData(form).forEach((value, name) => typeof value === "string" && body.append(name, value));
    return body;
  };

  const post = (form, body, more = {}) => fetch(form.dataset.draft, {
    method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual", ...more,
  });

  const isOut = (answer) => answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect";

  // Who signed out and in again meanwhile goes on with this page: its forms only need the new token.
  const renewed = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const token = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.querySelectorAll("[data-csrf]").forEach((holder) => { holder.dataset.csrf = token; });
    return true;
  };

  const keep = (form) => {
    if (underWay.has(form)) return later(form);  // one after the other, so that the newest words are the last to arrive
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (sent.has(form) || gone.has(form) || !form.isConnected) return;
    const kept = keepNow(form).finally(() => underWay.delete(form));
    underWay.set(form, kept);
    return kept;
  };

  const keepNow = async (form) => {
    const { line, words, discarder } = parts(form);
    const again = (why) => {
      words.textContent = why;
      waiting.set(form, setTimeout(keep, AGAIN, form));
    };
    try {
      let answer = await post(form, typed(form));
      if (isOut(answer) && await renewed()) answer = await post(form, typed(form));
      if (sent.has(form)) return;
      if (isOut(answer)) return again(line.dataset.out);
      if (answer.status >= 500) return again(line.dataset.lost);
      if (answer.status === 404) return end(form);
      words.textContent = (await answer.json()).words;
      discarder.hidden = !answer.ok;
      // A page that came back to be put right would be sent again by a reload, and older words with it.
      if (answer.ok) history.replaceState(history.state, "");
    } catch {
      again(line.dataset.lost);
    }
  };

  // Not there any more for this reader: asking again changes nothing. The words stay in the form.
  const end = (form) => {
    const { line, words, discarder } = parts(form);
    gone.add(form);
    words.textContent = line.dataset.gone;
    discarder.hidden = true;
  };

  const later = (form) => {
    sent.delete(form);
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(keep, PAUSE, form));
  };

  // Thrown away, the form is as the server shows it without a draft.
  const discard = async (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    await underWay.get(form);  // else its answer could come last, and bring the draft back
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    const { line, words, discarder } = parts(form);
    const body = typed(form);
    body.set("discard", "1");
    try {
      const answer = await post(form, body);
      if (!answer.ok) throw new Error(answer.statusText);
      words.textContent = (await answer.json()).words;
      discarder.hidden = true;
      await empty(form);
    } catch {
      words.textContent = line.dataset.lost;
    }
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  };

  const empty = async (form) => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const blank = [...page.querySelectorAll("form[data-draft]")].find((one) => one.dataset.draft === form.dataset.draft);
    if (!blank) return;
    for (const field of form.elements) {
      const other = blank.elements[field.name];
      if (!other || field.type === "hidden" || field.type === "file" || field.type === "submit") continue;
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = [...blank.querySelectorAll(`[name="${field.name}"]`)].some((one) => one.value === field.value && one.checked);
      } else field.value = other.value;
    }
  };

  const formOf = (event) => event.target.closest?.("form[data-draft]");

  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (form && event.target.type !== "file") later(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-draft-discard]");
    if (!button || !button.form.dataset.draft) return;
    event.preventDefault();
    discard(button.form);
  });

  const others = (form) => [...document.querySelectorAll("form[data-draft]")].filter((one) => one !== form && waiting.has(one));

  // Sent: nothing is kept of it any more. What stands half-written beside it is kept first, for the page that follows.
  document.addEventListener("submit", (event) => {
    const form = event.target, beside = others(form);
    if (event.defaultPrevented || event.submitter?.name === "preview") return;
    if (beside.length) {
      event.preventDefault();
      const patience = new Promise((done) => setTimeout(done, PAUSE));
      return Promise.race([Promise.all(beside.map(keep)), patience]).then(() => {
        beside.forEach((one) => clearTimeout(waiting.get(one)) || waiting.delete(one));
        form.requestSubmit(event.submitter);
      });
    }
    if (!form.dataset.draft) return;
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    sent.add(form);
  });

  // What came back to be put right is not lost with the page either.
  document.querySelectorAll("form[data-draft]").forEach((form) => form.querySelector(".err") && later(form));

  // Left within the two seconds: the last words still go.
  addEventListener("pagehide", () => document.querySelectorAll("form[data-draft]").forEach((form) => {
    if (!waiting.has(form) || sent.has(form)) return;
    post(form, typed(form), { keepalive: true }).catch(() => {});
  }));

  // What keeps itself needs no button; the button stays where there is no script.
  const enhance = (root) => root.querySelectorAll("[data-draft-keep]").forEach((button) => { button.hidden = true; });
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.target));
})();
