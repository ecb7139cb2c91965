// The room's own script: what htmx does not do. Without it everything can
// still be read, posted, pressed and filled in.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const find = (id) => document.getElementById(id);
  const body = document.body;
  const skew = Number(body.dataset.clock || Date.now()) - Date.now();
  const language = root.lang || "en";

  // --- the stream: resumes after the last event, also when htmx makes it anew
  let last = "";
  let source = null;
  let connect = null;
  htmx.createEventSource = (url) => {
    const to = new URL(url, location.href);
    if (last) to.searchParams.set("after", last);
    connect = url;
    source = new EventSource(to);
    return source;
  };
  // In a rehearsal many windows are open at once, and a browser keeps six
  // connections to one address: a window that nobody sees gives its own back.
  if (body.dataset.rehearsal !== undefined) {
    let timer = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (document.hidden) {
        timer = setTimeout(() => { if (source) source.close(); }, 3000);
      } else if (source && source.readyState === EventSource.CLOSED) {
        const holder = find("stream");
        const again = holder.cloneNode(true);
        again.setAttribute("sse-connect", connect);
        holder.replaceWith(again);
        htmx.process(again);
      }
    });
  }

  let lost = false;
  function connected(yes) {
    if (lost !== yes) return;
    lost = !yes;
    say(yes ? body.dataset.found : body.dataset.lost);
    const fresh = find("fresh");
    fresh.textContent = yes ? fresh.dataset.found : fresh.dataset.lost;
    fresh.classList.toggle("lost", lost);
  }
  body.addEventListener("htmx:sseError", () => connected(false));
  body.addEventListener("htmx:sseOpen", () => connected(true));

  // While a button is held down nothing moves under the pointer, and what was
  // pressed stays until it is answered: htmx gives the answer to no one if the
  // element that asked has been replaced.
  let held = false;
  let asking = 0;
  const waiting = [];
  function settle() {
    // One after another in the order they came: each card event is a whole
    // picture, and an older one must never be put over a newer.
    while (!held && asking === 0 && waiting.length > 0) take(...waiting.shift());
  }
  const release = () => setTimeout(() => { held = false; settle(); });
  // The request itself tells its end: htmx tells it to the element that asked,
  // which may be gone by then, and nothing would ever move again.
  body.addEventListener("htmx:beforeSend", (e) => {
    asking++;
    e.detail.xhr.addEventListener("loadend", () => { asking--; setTimeout(settle); });
  });
  document.addEventListener("pointerdown", (e) => { held = e.button === 0 && e.target.closest("button, a, summary") !== null; });
  for (const end of ["pointerup", "pointercancel", "contextmenu", "dragend"]) document.addEventListener(end, release);
  window.addEventListener("blur", release);

  body.addEventListener("htmx:sseBeforeMessage", (e) => {
    e.preventDefault();
    const event = e.detail;
    last = event.lastEventId || last;
    if (event.type !== "talk" && event.type !== "now") return take(event.type, event.data);
    waiting.push([event.type, event.data]);
    settle();
  });

  function take(kind, data) {
    switch (kind) {
      case "talk": return takeTalk(data);
      case "now": return takeCards(data);
      case "nav": return put(find("nav"), data);
      case "status": return put(find("status"), data);
      case "reload": case "over":
        if (source) source.close();
        return location.reload();
    }
  }

  function parse(html) {
    const t = document.createElement("template");
    t.innerHTML = html;
    return t.content;
  }

  function put(target, html) { htmx.swap(target, html, { swapStyle: "innerHTML" }); }

  function renew(old, fresh) {
    const open = old.querySelector("details")?.open;
    const inside = old.contains(document.activeElement);
    htmx.swap(old, fresh.outerHTML, { swapStyle: "outerHTML" });
    const now = find(fresh.id);
    if (open && now && now.querySelector("details")) now.querySelector("details").open = true;
    // Not to the next button: Enter held a moment too long would press it.
    if (inside && now && !now.contains(document.activeElement)) hold(now);
  }

  function hold(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  function takeTalk(html) {
    const talk = find("talk");
    const end = atEnd();
    let more = false;
    const parsed = parse(html);
    for (const gone of parsed.querySelectorAll("[data-gone]")) find(gone.dataset.gone)?.remove();
    for (const fresh of parsed.querySelectorAll("article")) {
      const old = find(fresh.id);
      if (old) {
        if (Number(fresh.dataset.rev) > Number(old.dataset.rev)) renew(old, fresh);
        continue;
      }
      const first = talk.querySelector("article.message");
      if (first && number(fresh) < number(first)) continue; // on an earlier page
      talk.querySelector(".empty")?.remove();
      htmx.swap(talk, fresh.outerHTML, { swapStyle: "beforeend" });
      more = true;
    }
    refresh();
    if (end) toEnd();
    else if (more && find("below")) find("below").hidden = false;
    if (more && document.hidden) count();
  }

  function number(article) { return Number(article.id.slice(article.id.lastIndexOf("-") + 1)); }

  function takeCards(html) {
    const area = find("cards");
    const fresh = [...parse(html).children];
    const ids = new Set(fresh.map((f) => f.id));
    let left = false;
    for (const old of [...area.children]) {
      if (old.id && ids.has(old.id)) continue;
      left = left || old.contains(document.activeElement);
      old.remove();
    }
    for (const f of fresh) {
      const old = f.id && find(f.id);
      if (!old) htmx.swap(area, f.outerHTML, { swapStyle: "beforeend" });
      else if (old.dataset.rev !== f.dataset.rev) renew(old, f);
    }
    // In the order that was sent; what stands in its place is not moved, so
    // that the focus stays where it is.
    let place = area.firstElementChild;
    for (const f of fresh) {
      const card = f.id && find(f.id);
      if (!card) continue; // the line that says that there is none
      if (card === place) place = place.nextElementSibling;
      else area.insertBefore(card, place);
    }
    // The card that had the focus is over: the reader goes on from the first.
    if (left) hold(area.querySelector("article") || area);
    refresh();
  }

  // --- the title tells how much came while nobody looked
  const title = document.title;
  let missed = 0;
  function count() { missed++; document.title = "(" + missed + ") " + title; }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { missed = 0; document.title = title; }
  });

  function say(text) {
    const line = document.createElement("p");
    line.textContent = text;
    find("status")?.replaceChildren(line);
  }

  // --- the talk stays at its end unless the reader went up
  const pane = () => find("talk");
  function atEnd() { const t = pane(); return !t || t.scrollHeight - t.scrollTop - t.clientHeight < 80; }
  function toEnd() {
    const t = pane();
    if (t) t.scrollTop = t.scrollHeight;
    if (find("below")) find("below").hidden = true;
  }

  // An answer that is longer than the pane is read from its beginning.
  function toAnswer() {
    const t = pane();
    const note = [...t.querySelectorAll("article.note")].at(-1);
    toEnd();
    if (!note || note !== t.lastElementChild) return;
    if (note.getBoundingClientRect().top < t.getBoundingClientRect().top) note.scrollIntoView({ block: "start" });
    low = atEnd();
  }

  // A picture is laid out after it was put in.
  pane()?.addEventListener("load", () => { if (low) toEnd(); }, true);
  let low = true;
  pane()?.addEventListener("scroll", () => { low = atEnd(); });

  // --- times and clocks
  const zones = {
    "": { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
    time: { hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
    date: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
    today: { hour: "2-digit", minute: "2-digit" },
    stamp: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  };
  const local = language === "en" ? "en-GB" : language;
  function sameDay(a, b, timeZone) {
    try {
      const day = new Intl.DateTimeFormat("en", { dateStyle: "short", timeZone });
      return day.format(a) === day.format(b);
    } catch { return false; } // a zone that this browser does not know
  }
  function times() {
    for (const t of document.querySelectorAll("time[data-form]:not([data-local])")) {
      const at = new Date(t.dateTime);
      if (isNaN(at)) continue;
      let form = t.dataset.form;
      // Whoever told magbot where they live reads every hour there, wherever
      // the browser is; the page has written it already, with its zone.
      const timeZone = t.dataset.zone;
      t.dataset.local = "";
      if (form === "stamp" && sameDay(at, new Date(), timeZone)) form = "today";
      if (timeZone && form !== "today") continue;
      t.textContent = new Intl.DateTimeFormat(local, { ...(zones[form] || zones[""]), timeZone }).format(at);
    }
  }
  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    const two = (n) => String(n).padStart(2, "0");
    return s >= 3600 ? Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60) : Math.floor(s / 60) + ":" + two(s % 60);
  }
  function clocks() {
    for (const c of document.querySelectorAll(".clock")) {
      const d = c.dataset;
      const run = d.paused === undefined ? Math.max(0, Date.now() + skew - Number(d.since)) : 0;
      const spent = Number(d.spent) + run;
      const allowed = Number(d.allowed);
      const text = span(spent) + (allowed ? " / " + span(allowed) : "");
      if (c.textContent !== text) c.textContent = text;
      c.classList.toggle("over", allowed > 0 && spent > allowed);
    }
  }
  function refresh() { times(); clocks(); }
  setInterval(clocks, 500);

  // --- the line where one writes
  const text = find("text");
  const form = find("write");
  let sent = "";
  function grow() {
    text.style.height = "auto";
    if (text.value) text.style.height = Math.min(text.scrollHeight + 2, 240) + "px";
  }
  const list = find("suggest");
  let chosen = -1;
  function options() { return [...list.children].filter((o) => !o.hidden); }
  function choose(i) {
    const all = options();
    all.forEach((o) => o.setAttribute("aria-selected", "false"));
    chosen = all.length ? (i + all.length) % all.length : -1;
    if (chosen < 0) return text.removeAttribute("aria-activedescendant");
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", all[chosen].id);
  }
  function shut() {
    list.hidden = true;
    chosen = -1;
    text.removeAttribute("aria-activedescendant");
  }
  function suggest() {
    const typed = text.value;
    if (!typed.startsWith("/") || typed.includes("\n")) return shut();
    const wanted = typed.slice(1).replace(/^mag\s?/i, "").toLowerCase();
    let n = 0;
    for (const o of list.children) {
      const path = o.dataset.path;
      o.hidden = n >= 12 || !(path.startsWith(wanted) || ("mag".startsWith(typed.slice(1).toLowerCase())));
      if (!o.hidden) n++;
    }
    list.hidden = n === 0;
    choose(-1);
    chosen = -1;
    options().forEach((o) => o.setAttribute("aria-selected", "false"));
    text.removeAttribute("aria-activedescendant");
  }
  function complete(option) {
    text.value = "/mag " + option.dataset.path + " ";
    shut();
    text.focus();
  }
  if (text) {
    text.addEventListener("input", () => { grow(); suggest(); });
    text.addEventListener("blur", () => setTimeout(shut, 150));
    text.addEventListener("keydown", (e) => {
      if (e.isComposing) return;
      const open = !list.hidden;
      if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
        e.preventDefault();
        return choose(e.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
      }
      if (open && e.key === "Escape") return shut();
      if (open && (e.key === "Enter" || e.key === "Tab") && chosen >= 0 && !e.shiftKey) {
        e.preventDefault();
        return complete(options()[chosen]);
      }
      if (e.key === "Enter" && !e.shiftKey && !e.altKey) {
        e.preventDefault();
        shut();
        if (text.value.trim()) form.requestSubmit();
      }
    });
    // Some keyboards send Enter once more as a character.
    text.addEventListener("keypress", (e) => { if (e.key === "Enter" && !e.shiftKey && !e.altKey) e.preventDefault(); });
    list.addEventListener("pointerdown", (e) => {
      const option = e.target.closest("li");
      if (option) { e.preventDefault(); complete(option); }
    });
    grow();
  }

  body.addEventListener("htmx:beforeRequest", (e) => { if (e.detail.elt === form) sent = text.value; });
  body.addEventListener("room-sent", () => {
    // What was typed meanwhile stays.
    if (text.value.startsWith(sent)) text.value = text.value.slice(sent.length).trimStart();
    sent = "";
    grow();
    toEnd();
  });
  body.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.target !== pane()) return;
    // A message that the stream has brought already is not shown twice.
    for (const fresh of parse(e.detail.serverResponse).querySelectorAll("article[id]")) find(fresh.id)?.remove();
    pane().querySelector(".empty")?.remove();
  });
  body.addEventListener("htmx:afterSwap", (e) => {
    refresh();
    if (e.detail.target === pane()) toAnswer();
    if (e.detail.target === dialog) showDialog();
  });
  const failed = () => say(body.dataset.failed);
  body.addEventListener("htmx:sendError", failed);
  body.addEventListener("htmx:timeout", failed);
  body.addEventListener("htmx:responseError", failed);

  // A press that was answered is over: the next one is another.
  body.addEventListener("htmx:afterRequest", (e) => {
    const pressed = e.detail.elt;
    if (!e.detail.successful || !pressed.matches("form[data-press]")) return;
    const random = crypto.getRandomValues(new Uint8Array(16));
    pressed.elements.key.value = Array.from(random, (b) => b.toString(16).padStart(2, "0")).join("");
  });

  // --- dialogs
  const dialog = find("dialog");
  let opener = null;
  function showDialog() {
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    (dialog.querySelector("[aria-invalid]") || dialog.querySelector("input:not([type=hidden]), textarea:not([hidden]), select") || dialog.querySelector("button"))?.focus();
  }
  body.addEventListener("room-close", () => {
    dialog.close();
    // A command that opened a form has been given now.
    if (sent && text.value === sent) text.value = "";
    sent = "";
    grow();
  });
  if (dialog) {
    dialog.addEventListener("close", () => {
      dialog.replaceChildren();
      const back = opener && (opener.isConnected ? opener : opener.id && find(opener.id));
      (back || text)?.focus();
    });
    dialog.addEventListener("click", (e) => {
      if (e.target.closest("[data-close]")) { e.preventDefault(); dialog.close(); }
    });
    dialog.addEventListener("input", (e) => {
      if (!e.target.matches("[data-find]")) return;
      const wanted = e.target.value.trim().toLowerCase();
      for (const section of dialog.querySelectorAll("section")) {
        let any = false;
        for (const li of section.querySelectorAll("li")) {
          li.hidden = !li.textContent.toLowerCase().includes(wanted);
          any = any || !li.hidden;
        }
        section.hidden = !any;
      }
    });
  }

  // A file that is too large is not sent in vain.
  document.addEventListener("change", (e) => {
    const field = e.target;
    if (!field.matches("input[type=file][data-most]")) return;
    const large = field.files.length > 0 && field.files[0].size > Number(field.dataset.most);
    field.parentElement.querySelector(".large")?.remove();
    if (!large) return;
    field.value = "";
    const wrong = document.createElement("p");
    wrong.className = "wrong large";
    wrong.setAttribute("role", "alert");
    wrong.textContent = field.dataset.large;
    field.after(wrong);
  });

  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-dismiss]")) {
      e.target.closest("article").remove();
      text?.focus();
    }
    if (e.target.closest("#below")) toEnd();
  });
  document.addEventListener("keydown", (e) => {
    const link = e.target.closest?.("a[role=button]");
    if (link && e.key === " ") { e.preventDefault(); link.click(); }
  });

  // On a phone Now begins folded, so that the talk is in view.
  if (find("now") && matchMedia("(max-height: 500px)").matches) find("now").open = false;
  refresh();
  if (pane()) toAnswer();
})();
