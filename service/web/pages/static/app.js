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
    return parts.format(new Date(ms)).replace(":", ".");
  }

  function tick() {
    const now = Date.now() + ahead;
    for (const e of document.querySelectorAll("[data-since]")) e.textContent = lasted(now - Date.parse(e.dataset.since));
    for (const e of document.querySelectorAll("[data-until]")) e.textContent = lasted(Math.max(0, Date.parse(e.dataset.until) - now));
    for (const e of document.querySelectorAll("[data-clock]")) e.textContent = clockOf(now);
  }

  // Live or not: said by the stream itself, and by its silence.
  const SILENCE_MS = 25000;
  let heard = 0;
  let lost = false;

  function say(state) {
    const line = document.getElementById("live");
    if (!line) return;
    line.classList.toggle("live--on", state === "on");
    line.classList.toggle("live--lost", state === "lost");
    const text = state === "on" ? line.dataset.live : line.dataset.lost + " " + clockOf((heard || Date.now()) + ahead);
    const span = line.querySelector(".live__text");
    if (span.textContent !== text) span.textContent = text;
  }

  function alive() {
    heard = Date.now();
    lost = false;
    say("on");
  }

  function gone() {
    if (lost) return;
    lost = true;
    say("lost");
  }

  if (window.htmx) {
    window.htmx.createEventSource = function (url) {
      const source = new EventSource(url, { withCredentials: true });
      source.addEventListener("beat", alive);
      source.addEventListener("changed", alive);
      source.addEventListener("error", gone);
      return source;
    };
  }

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

  document.addEventListener("DOMContentLoaded", function () {
    setClock(document.body.dataset.now);
    tick();
    setInterval(tick, 1000);
    setInterval(function () { if (heard && Date.now() - heard > SILENCE_MS) gone(); }, 1000);
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
    document.querySelectorAll("[data-limit]").forEach(function (field) {
      count(field);
      field.addEventListener("input", function () { count(field); });
    });
  });

  // A fragment brings the service's clock with it.
  document.addEventListener("htmx:afterSwap", function (event) {
    const fresh = event.detail.target && event.detail.target.id ? document.getElementById(event.detail.target.id) : null;
    if (fresh && fresh.dataset.now) setClock(fresh.dataset.now);
    tick();
  });

  // What could not be fetched is not shown: an ended session, a lost connection.
  document.addEventListener("htmx:responseError", gone);
  document.addEventListener("htmx:sendError", gone);

  // The server counts a form once; this only spares a nervous thumb the wait.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = form.querySelector("button");
    if (button && button.dataset.busy) button.lastElementChild.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });
})();
