"use strict";
// What the pages can do beyond plain HTML: run clocks, say whether the board is live, and keep a form from being sent twice.
(function () {
  let ahead = 0; // how far the service's clock is ahead of this machine's, in ms
  const two = (n) => String(n).padStart(2, "0");

  function setClock(text) {
    const there = Date.parse(text);
    if (!Number.isNaN(there)) ahead = there - Date.now();
  }

  function lasted(ms) {
    let seconds = Math.floor(Math.abs(ms) / 1000);
    const days = Math.floor(seconds / 86400);
    seconds %= 86400;
    const clock = two(Math.floor(seconds / 3600)) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    return days ? days + " d " + clock : clock;
  }

  function clockOf(ms) {
    const parts = new Intl.DateTimeFormat("da-DK", { timeZone: "Europe/Copenhagen", hour: "2-digit", minute: "2-digit" });
    return parts.format(new Date(ms)).replace(/[.:]/, document.documentElement.lang === "en" ? ":" : ".");
  }

  function tick() {
    const now = Date.now() + ahead;
    for (const e of document.querySelectorAll("[data-since]")) e.textContent = lasted(now - Date.parse(e.dataset.since));
    for (const e of document.querySelectorAll("[data-until]")) e.textContent = lasted(Math.max(0, Date.parse(e.dataset.until) - now));
    for (const e of document.querySelectorAll("[data-clock]")) e.textContent = clockOf(now);
  }

  // Live means that the page shows all that it has heard of. Whatever fails, the stream or the fetch after it, the page says so and asks
  // again from what it SHOWS: a change that was heard of but never fetched is told again, by whichever process answers now.
  const SILENCE_MS = 12000; // two beats, and time for a slow one
  const PAUSES_MS = [1000, 1000, 1000, 2000, 5000]; // between tries; the last one for as long as it takes
  const streams = new Set();
  let held = 0; // when the page last held

  function say(state) {
    const line = document.getElementById("live");
    if (!line) return;
    line.classList.toggle("live--on", state === "on");
    line.classList.toggle("live--lost", state === "lost");
    const text = state === "on" ? line.dataset.live : line.dataset.lost + " " + clockOf((held || Date.now()) + ahead);
    const span = line.querySelector(".live__text");
    if (span.textContent !== text) span.textContent = text;
  }

  function shown() {
    const part = document.querySelector("[data-seq]");
    return part ? Number(part.dataset.seq) : null;
  }

  class Stream extends EventTarget {
    constructor(url) {
      super();
      this.url = new URL(url, window.location.href);
      this.tries = 0;
      this.lost = false;
      this.open();
    }

    open() {
      this.heard = Date.now();
      this.behind = false;
      if (shown() !== null) this.url.searchParams.set("after", shown());
      this.source = new EventSource(this.url, { withCredentials: true });
      this.source.addEventListener("changed", (event) => { this.heard = Date.now(); this.tell(Number(event.data)); });
      this.source.addEventListener("beat", (event) => this.beat(Number(event.data)));
      this.source.addEventListener("error", () => this.lose());
    }

    // htmx fetches what has changed, and only then does the page hold again.
    tell(seq) {
      this.behind = true;
      this.told = seq;
      this.dispatchEvent(new MessageEvent("changed", { data: String(seq) }));
    }

    beat(seq) {
      this.heard = Date.now();
      if (!this.behind) this.holds();
      else if (shown() !== null && shown() < seq) this.tell(seq);
    }

    swapped() {
      if (this.lost || (shown() !== null && shown() < this.told)) return;
      this.behind = false;
      this.holds();
    }

    holds() {
      this.tries = 0;
      held = Date.now();
      say("on");
    }

    lose() {
      if (this.lost) return;
      this.lost = true;
      this.source.close();
      say("lost");
      this.timer = setTimeout(() => this.again(), PAUSES_MS[Math.min(this.tries++, PAUSES_MS.length - 1)]);
    }

    again() {
      clearTimeout(this.timer);
      this.lost = false;
      this.open();
    }

    close() {
      clearTimeout(this.timer);
      this.source.close();
      streams.delete(this);
    }
  }

  const each = (what) => () => streams.forEach(what);

  if (window.htmx) {
    window.htmx.createEventSource = function (url) {
      const stream = new Stream(url);
      streams.add(stream);
      return stream;
    };
    setInterval(each((stream) => { if (Date.now() - stream.heard > SILENCE_MS) stream.lose(); }), 1000);
    window.addEventListener("online", each((stream) => { if (stream.lost) stream.again(); }));
    document.addEventListener("htmx:afterSwap", each((stream) => stream.swapped()));
    for (const failed of ["responseError", "sendError", "timeout"]) document.addEventListener("htmx:" + failed, each((stream) => stream.lose()));
  }

  // What the focus stood on may be gone from a part that comes anew. Its row gets the focus then, or the heading of its section: never
  // another button, since the key that presses it may be on its way.
  let around = [];
  const byItself = (event) => event.detail.requestConfig && event.detail.requestConfig.elt.matches("[hx-trigger^='sse:'], [hx-trigger^='every']");
  // Nor does anything change under a finger that is down: its tap would be lost. What came meanwhile is fetched when it has been lifted.
  let pressing = false;
  document.addEventListener("pointerdown", function () { pressing = true; }, true);
  for (const lifted of ["pointerup", "pointercancel"]) document.addEventListener(lifted, () => setTimeout(function () {
    pressing = false;
    streams.forEach((stream) => { if (stream.behind) stream.tell(stream.told); });
  }), true);
  document.addEventListener("htmx:beforeSwap", function (event) {
    around = [];
    if (!byItself(event)) return;
    if (pressing) event.detail.shouldSwap = false;
    if (pressing || !event.detail.target.contains(document.activeElement)) return;
    for (let e = document.activeElement.parentElement; e && event.detail.target.contains(e); e = e.parentElement) around.push(e.getAttribute("aria-labelledby") || e.id);
  });
  document.addEventListener("htmx:afterSettle", function () {
    const there = around.map((id) => id && document.getElementById(id)).find(Boolean);
    around = [];
    if (!there || document.activeElement !== document.body) return;
    there.tabIndex = -1;
    there.focus({ preventScroll: true });
  });

  function count(field) {
    const limit = Number(field.dataset.limit);
    let note = field.nextElementSibling;
    if (!note || !note.classList.contains("left")) {
      note = document.createElement("span");
      note.className = "form-hint left";
      note.setAttribute("aria-live", "polite");
      field.after(note);
    }
    note.textContent = field.dataset.left.replace("%d", limit - field.value.length);
    note.classList.toggle("bad", field.value.length > limit);
  }

  // What is kept of an alarm on this device is its writer's: it goes with its time, and when they sign out. When somebody else signs in,
  // what was only chosen goes too; what was confirmed and perhaps not sent stays, shown to nobody but its writer (alarm.js).
  function keptKeys(beginning) {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(beginning)); } catch { return []; /* a device that keeps nothing */ }
  }
  function own() {
    return "alarm:" + document.body.dataset.user + ":";
  }
  function isOver(key) {
    try { return Date.now() > JSON.parse(localStorage.getItem(key)).until; } catch { return true; }
  }
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches('[action="/sign-out"]')) return;
    const unsent = keptKeys(own()).some((key) => key.includes("#") && !isOver(key));
    if (unsent && !window.confirm(form.dataset.unsent)) event.preventDefault();
    else keptKeys(own()).forEach((key) => localStorage.removeItem(key));
  });

  document.addEventListener("DOMContentLoaded", function () {
    const foreign = (key) => document.body.dataset.user && !key.startsWith(own());
    for (const key of keptKeys("alarm:")) if (isOver(key) || (foreign(key) && !key.includes("#"))) localStorage.removeItem(key);
    setClock(document.body.dataset.now);
    tick();
    setInterval(tick, 1000);
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
    document.querySelectorAll("[data-limit]").forEach(count);
    document.addEventListener("input", function (event) { if (event.target.matches("[data-limit]")) count(event.target); });
  });

  // A fragment brings the service's clock with it.
  document.addEventListener("htmx:afterSwap", function (event) {
    const fresh = event.detail.target && event.detail.target.id ? document.getElementById(event.detail.target.id) : null;
    if (fresh && fresh.dataset.now) setClock(fresh.dataset.now);
    tick();
  });

  // A row edited in place: a refusal comes back into the row; a session that has ended takes the ordinary way, with all that was typed.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.requestConfig.elt.matches("[data-in-place]") || ![409, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  function inPlaceFailed(event) {
    const asked = event.detail.requestConfig.elt;
    if (asked.matches("[role=search]") && event.detail.xhr && event.detail.xhr.status === 401) { asked.submit(); return; }
    if (asked.matches("a[href]")) { window.location.href = asked.href; return; }
    if (!asked.matches("[data-in-place]")) return;
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    const note = asked.querySelector("[data-lost]");
    if (status !== 401 && status !== 403) { if (note) note.hidden = false; return; }
    const by = event.detail.requestConfig.triggeringEvent && event.detail.requestConfig.triggeringEvent.submitter;
    if (by && by.name) {
      const field = document.createElement("input");
      field.type = "hidden"; field.name = by.name; field.value = by.value;
      asked.append(field);
    }
    asked.submit();
  }
  document.addEventListener("htmx:responseError", inPlaceFailed);
  document.addEventListener("htmx:sendError", inPlaceFailed);

  window.isChanged = function (field) {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.options) return field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
    return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
  };

  // Escape leaves the row; what has been changed in it is not thrown away by one key: then it leads to the way out.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest("form[data-in-place]");
    if (!form) return;
    const leave = form.querySelector("[data-leave]");
    if (form.querySelector("[role=alert]:not([hidden])") || [...form.elements].some(window.isChanged)) leave.focus();
    else leave.click();
  });

  // A phone's photo is made small before it is sent: seconds instead of a minute on a bad line. The server looks it through in any case.
  const LONGEST_SIDE = 2000;

  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.9); });
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  }

  async function lighten(field) {
    const fields = field.closest ? field.closest("[data-photo]") : null;
    if (!fields || !field.files) return;
    field.setCustomValidity("");
    const file = field.files[0];
    if (!file) return;
    for (const other of fields.querySelectorAll("input")) if (other !== field) { other.value = ""; other.setCustomValidity(""); }
    let small = file;
    field.form.dataset.photoBusy = "1";
    try { small = await shrunk(file); } catch { /* no picture that this browser can read: the server says what is wrong with it */ }
    const form = field.form;
    delete form.dataset.photoBusy;
    if (field.files[0] === file) {
      if (small !== file) {
        const box = new DataTransfer();
        box.items.add(small);
        field.files = box.files;
      }
      if (small.size > Number(fields.dataset.largest)) { field.setCustomValidity(fields.dataset.tooLarge); field.reportValidity(); }
    }
    if (form.dataset.photoWaits) { delete form.dataset.photoWaits; form.requestSubmit(); }
  }
  document.addEventListener("change", (event) => { lighten(event.target); });
  document.querySelectorAll("[data-photo] input").forEach(lighten); // on a bad line a photo can be chosen before this script is here

  // What takes longer than a second says that it is under way.
  function underWay(form, button) {
    const note = document.createElement("span");
    note.className = "under-way";
    note.setAttribute("role", "status");
    if (button) button.after(note); else form.append(note);
    setTimeout(function () { note.textContent = document.body.dataset.underWay || ""; }, 1000);
    return note;
  }
  document.addEventListener("submit", function (event) {
    if (event.target.matches("[enctype]:not([data-once])")) underWay(event.target, event.submitter);
  });

  // A download leaves the page standing: it has begun when its answer has brought a cookie with its number.
  const LONGEST_DOWNLOAD_MS = 120000;
  function downloading(address, note) {
    const number = Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
    const cookie = "beredskab_begun_" + number + "=";
    const began = Date.now();
    const watch = setInterval(function () {
      if (!document.cookie.includes(cookie) && Date.now() - began < LONGEST_DOWNLOAD_MS) return;
      clearInterval(watch);
      note.remove();
      document.cookie = cookie + ";path=/;max-age=0";
    }, 200);
    const numbered = new URL(address, window.location.href);
    numbered.searchParams.set("download", number);
    return numbered.href;
  }
  document.addEventListener("click", function (event) {
    const link = event.target.closest ? event.target.closest("a[download]") : null;
    if (!link) return;
    const plain = link.getAttribute("href");
    link.href = downloading(plain, underWay(link.parentElement)); // after its neighbours: none of them moves under the finger
    setTimeout(function () { link.setAttribute("href", plain); }, 0);
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-download]")) event.target.action = downloading(window.location.pathname, underWay(event.target, event.submitter));
  });

  // The server counts a form once; this only spares a nervous thumb the wait.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.photoBusy) { event.preventDefault(); form.dataset.photoWaits = "1"; return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = form.querySelector("button");
    if (button && button.dataset.busy) button.lastElementChild.textContent = button.dataset.busy;
    else underWay(form, event.submitter || button);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });
})();
