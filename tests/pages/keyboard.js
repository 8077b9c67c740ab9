"use strict";
// Walks a page as the Tab key does, and notes what is wrong at each stop. Runs before the page's own scripts.
(() => {
  const NATIVE = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls], video[controls], [contenteditable]";
  const PRESSES = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup"];
  const PARTS = { date: 4, time: 4, "datetime-local": 7 }; // what a date field is made of is stopped at one by one
  const OWN = "rgb(16, 16, 16)"; // the browser's own ring has a light line beside it
  const pressed = new Set();
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    if (this instanceof Element && PRESSES.includes(kind)) pressed.add(this);
    return listen.call(this, kind, ...rest);
  };

  let wanted, looks, stops, at, over, recording, changes;

  const shown = (e) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && getComputedStyle(e).clipPath === "none" && !e.closest("[inert]");
  };
  const interactive = (e) => e.matches(NATIVE) || e.tabIndex >= 0;
  const group = (e) => e.type === "radio" ? [...document.querySelectorAll("input[type=radio]")].find((o) => o.name === e.name && o.form === e.form && !o.disabled) : e;
  const say = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 140);

  const style = (e, part) => {
    const s = getComputedStyle(e, part);
    return { own: s.outlineStyle === "auto" && s.outlineColor === OWN, line: s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth), colour: s.outlineColor, offset: parseFloat(s.outlineOffset), shadow: s.boxShadow };
  };
  const look = (e) => [style(e), ...[...(e.labels || [])].flatMap((l) => [style(l), style(l, "::before")])];
  const places = (e) => [e, ...[...(e.labels || [])].flatMap((l) => [l, l])];

  function rgb(text) {
    const [r, g, b, a = 1] = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return { r, g, b, a };
  }
  function ground(e) {
    for (let on = e; on; on = on.parentElement) {
      const colour = rgb(getComputedStyle(on).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return { r: 255, g: 255, b: 255 };
  }
  function light({ r, g, b }) {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }
  function contrast(one, other) {
    const [low, high] = [light(one), light(other)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  // A ring that was not there before and stands out from what is around it (WCAG 2.4.7, 1.4.11), or a new shadow.
  function mark(e) {
    const before = looks.get(e);
    if (!before) return "came while the page was walked";
    const now = look(e);
    const differs = now.map((one, n) => JSON.stringify(one) !== JSON.stringify(before[n]));
    if (!differs.includes(true)) return "shows no focus";
    const ring = now.findIndex((one, n) => differs[n] && (one.own || (one.line >= 1 && rgb(one.colour).a > 0.5)));
    if (ring < 0) return now.some((one, n) => differs[n] && one.shadow !== before[n].shadow && one.shadow !== "none") ? "" : "shows no ring";
    if (now[ring].own) return ""; // the browser's own
    const place = places(e)[ring];
    const strength = contrast(rgb(now[ring].colour), ground(now[ring].offset < 0 ? place : place.parentElement));
    return strength < 3 ? `its ring is faint (${strength.toFixed(1)})` : "";
  }

  function seen(e) {
    const labels = [...(e.labels || [])];
    const what = Number(getComputedStyle(e).opacity) === 0 && labels.length ? labels[0] : e;
    const box = what.getClientRects()[0];
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight), left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    if (bottom <= top || right <= left) return "is out of sight";
    if (box.height <= innerHeight * 2 / 3 && (box.top < -1 || box.bottom > innerHeight + 1)) return "is cut off";
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit && (e.contains(hit) || labels.some((l) => l.contains(hit))) ? "" : `lies under ${hit ? say(hit).slice(0, 60) : "nothing"}`;
  }

  function named(e) {
    const words = (one) => one ? [...one.querySelectorAll("img[alt], [aria-label]")].map((i) => i.alt || i.getAttribute("aria-label")).join("") + one.textContent : "";
    const by = (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean).map((id) => words(document.getElementById(id)));
    const name = e.getAttribute("aria-label") || by.join("") || [...(e.labels || [])].map(words).join("") || (e.matches("input, select, textarea") ? "" : words(e)) || e.title;
    return name.trim() ? "" : "has no name";
  }

  function note() {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) { if (at) over = true; at = null; return; }
    if (e === at) return; // another part of the same field
    if (over || (stops.length && e === stops[0].e)) { over = true; return; }
    at = e;
    stops.push({ e, faults: [mark(e), seen(e), named(e)].filter(Boolean) });
  }

  window.keyboard = {
    // From the top of the page: how often Tab has to be pressed to come round.
    begin() {
      const all = [...document.querySelectorAll(NATIVE + ", [tabindex]")].filter((e) => interactive(e) && shown(e) && !e.matches(":disabled"));
      wanted = all.filter((e) => !e.matches("summary") || e === e.parentElement.querySelector("summary"));
      looks = new Map(wanted.map((e) => [e, look(e)]));
      stops = []; at = null; over = !wanted.length; recording = true; changes = 0;
      scrollTo(0, 0);
      return new Set(wanted.map(group)).size + wanted.reduce((sum, e) => sum + (PARTS[e.type] || 1) - 1, 0);
    },
    // Whether the walk has come round, or the page was changed on the way.
    state() {
      note();
      return { over, changed: changes > 0 };
    },
    faults() {
      recording = false;
      const found = [];
      const expected = [...new Set(wanted.map(group))];
      const reached = stops.map((stop) => group(stop.e));
      for (const e of expected) if (!reached.includes(e)) found.push(`is not reached: ${say(e)}`);
      for (const e of reached) if (!expected.includes(e)) found.push(`is reached and should not be: ${say(e)}`);
      for (const stop of stops) for (const fault of stop.faults) found.push(`${fault}: ${say(stop.e)}`);
      for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) found.push(`goes before its turn: ${say(e)}`);
      const inOrder = reached.every((e, n) => !n || reached[n - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (!inOrder) found.push("the order is not the page's");
      if (!over) found.push(`never comes round: ${at ? say(at) : "nothing"}`);
      for (const part of document.querySelectorAll("[hx-trigger^='sse:'], [hx-trigger^='every']")) {
        const anew = part.hasAttribute("hx-target") ? document.querySelector(part.getAttribute("hx-target")) : part;
        for (const e of wanted) if (anew.contains(e) && !e.id) found.push(`loses the focus when its part comes anew: ${say(e)}`);
      }
      for (const e of wanted) if (e.id && document.querySelectorAll(`[id="${e.id}"]`).length > 1) found.push(`shares its id: ${say(e)}`);
      for (const e of wanted) if (e.hash && e.getAttribute("href").startsWith("#") && !document.querySelector(e.hash)) found.push(`leads nowhere: ${say(e)}`);
      for (const link of document.querySelectorAll("#error-summary a")) {
        const to = link.hash && document.querySelector(link.hash);
        if (!to || !(interactive(to) || to.hasAttribute("tabindex"))) found.push(`leads to nothing that can be put right: ${say(link)}`);
      }
      const within = (e) => wanted.some((one) => one === e || one.contains(e)) || e.closest("label");
      for (const e of document.body.querySelectorAll("*")) {
        if (!shown(e) || e.matches("form, option, optgroup")) continue;
        const s = getComputedStyle(e);
        const scrolls = (/auto|scroll/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 1) || (/auto|scroll/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 1);
        if (scrolls && !within(e) && !wanted.some((one) => e.contains(one))) found.push(`scrolls, and is not reached: ${say(e)}`);
        if ((s.order !== "0" || s.flexDirection.endsWith("reverse")) && wanted.some((one) => e.contains(one))) found.push(`stands elsewhere than it is read: ${say(e)}`);
        if (within(e)) continue;
        const asks = e.matches("[hx-get], [hx-post]") && (!e.hasAttribute("hx-trigger") || /\bclick\b/.test(e.getAttribute("hx-trigger")));
        if (pressed.has(e) || e.onclick || e.hasAttribute("onclick") || asks) found.push(`is pressed by mouse alone: ${say(e)}`);
        else if (s.cursor === "pointer" && getComputedStyle(e.parentElement).cursor !== "pointer") found.push(`looks as if it could be pressed: ${say(e)}`);
      }
      return found;
    },
    // Send the form of that button with nothing in it, whatever the browser thinks of that.
    send(button) {
      for (const field of button.form.elements) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else if (field.matches("input:not([type=hidden]), textarea")) field.value = "";
      }
      button.form.noValidate = true;
      button.click();
    },
    isOut: () => document.activeElement === document.body,
    // Where the focus stands.
    where() {
      const e = document.activeElement;
      return e === document.body ? "out" : e.matches(".skipnav") ? "skip" : e.matches("main") ? "main" : e.closest("main") ? "content" : e.closest("footer") ? "foot" : say(e);
    },
  };
  listen.call(window, "keydown", (event) => { if (recording && event.key === "Tab") note(); }, true);
  listen.call(document, "htmx:afterSwap", () => { changes += 1; });
})();
