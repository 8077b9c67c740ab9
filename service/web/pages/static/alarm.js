"use strict";
// Raising an alarm on a bad line: what was chosen is kept on the device, the confirmation is sent until it is answered, always
// under the form's own number. The button itself is hold.js.
(function () {
  const ANSWER_MS = 15000; // longer without an answer counts as a lost one
  const AGAIN_MS = 3000;
  const BY_ITSELF_MS = 15 * 60000; // after that a person decides whether it is still news
  const CHOICES_MS = 2 * 3600000;
  const CONFIRMED_MS = 12 * 3600000; // as long as a session: nobody is left to believe that it was sent
  const OURS = ["csrf", "once"];
  const steps = {}; // the pages of the way so far, as they stood
  let job = null; // what is being sent

  // What is chosen lies under the form's name; what was confirmed under that name and its own number, so that no other tab covers it.
  const kept = {
    read(key) {
      try {
        const found = JSON.parse(localStorage.getItem(key));
        if (found && Date.now() < found.until) return { ...found, key };
        localStorage.removeItem(key);
      } catch { /* a device that keeps nothing */ }
      return null;
    },
    write(key, what) {
      try { localStorage.setItem(key, JSON.stringify(what)); } catch { /* a device that keeps nothing */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* a device that keeps nothing */ }
    },
    confirmed(beginning) {
      let keys = [];
      try { keys = Object.keys(localStorage).filter((key) => key.startsWith(beginning) && key.includes("#")); } catch { /* nothing kept */ }
      return keys.map(kept.read).filter(Boolean).sort((one, other) => other.at - one.at);
    },
  };
  const sentKey = (form) => form.dataset.draft + "#" + form.elements.once.value;

  function chosen(form) {
    return Object.fromEntries([...new FormData(form)].filter(([name]) => !OURS.includes(name)));
  }

  function keep(form) {
    kept.write(form.dataset.draft, { at: Date.now(), until: Date.now() + CHOICES_MS, once: form.elements.once.value, fields: chosen(form) });
  }

  function fill(form, fields, level) {
    for (const field of form.elements) {
      if (!field.name || OURS.includes(field.name) || field.type === "hidden") continue;
      if (level && (field.name === "level" || (field.name === "cause" && fields.level !== level))) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = fields[field.name] === field.value;
      else if (field.name in fields) field.value = fields[field.name];
    }
    lookAround(form);
  }

  function lookAround(form) {
    const area = form.querySelector("[name=area]:checked");
    if (area) area.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Whether what somebody began with, before this script was here, is something else than what was kept.
  function differs(begun, fields) {
    const plain = (value) => (value || "").replace(/\s+/g, " ").trim();
    return Object.keys(begun).some((name) => plain(begun[name]) !== plain(fields[name]));
  }

  // What was confirmed long ago did not happen just now.
  function date(form, sent) {
    const when = form.elements.occurred_at;
    if (!when || when.value || Date.now() - sent.at < BY_ITSELF_MS) return;
    when.value = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen", dateStyle: "short", timeStyle: "short" }).format(new Date(sent.at)).replace(" ", "T");
    when.closest("details").open = true;
  }

  // A kept alarm in the reader's words: mode, level, area and time, as far as the page knows them.
  function told(sent, names) {
    const known = (what, key) => (names[what] || {})[key];
    const mode = known("mode", sent.key.split(":")[2]);
    return [mode, known("level", sent.fields.level), known("area", sent.fields.area), clockOf(sent.at)].filter(Boolean).join(" \u00b7 ");
  }

  function namesOf(note) {
    return JSON.parse(note.dataset.names || "{}");
  }

  function clockOf(ms) {
    return new Intl.DateTimeFormat("da-DK", { timeZone: "Europe/Copenhagen", hour: "2-digit", minute: "2-digit" }).format(new Date(ms)).replace(/[.:]/, document.documentElement.lang === "en" ? ":" : ".");
  }

  // The board that a number led to; null when it has not arrived, undefined when nobody could be asked.
  async function board(once) {
    try {
      const answer = await fetch("/alarm/raised?once=" + encodeURIComponent(once), { signal: AbortSignal.timeout(ANSWER_MS) });
      return answer.ok ? (await answer.json()).board : undefined;
    } catch {
      return undefined;
    }
  }

  function tell(note, state, at) {
    const warns = state === "not" || state === "doubt";
    note.classList.toggle("alert-warning", warns);
    note.classList.toggle("alert-info", !warns);
    note.querySelector(".kept__words").textContent = note.dataset[state].replace("%s", clockOf(at));
    note.hidden = false;
  }

  function pageOf(sent) {
    return sent.page + "#kept=" + encodeURIComponent(sent.once);
  }

  // What was kept comes back into the form at once, unless somebody has begun anew; what became of a confirmed one is asked afterwards.
  async function recall(form, begun) {
    const note = document.getElementById("kept");
    if (!note) return;
    const level = new URLSearchParams(window.location.search).get("level");
    const asked = new URLSearchParams(window.location.hash.slice(1)).get("kept"); // the first page's link to one of several
    const all = kept.confirmed(form.dataset.draft + "#");
    const sent = all.find((one) => one.once === asked) || all[0];
    const another = sent && ((level && sent.fields.level !== level) || (begun && differs(begun, sent.fields))); // somebody begins another alarm
    let found = sent && !another ? sent : kept.read(form.dataset.draft);
    if (begun && (!found || differs(begun, found.fields))) {
      found = null;
      keep(form);
      lookAround(form);
    }
    const look = note.querySelector("[data-look]");
    const open = note.querySelector("[data-board]");
    const anew = note.querySelector("button");
    const own = form.elements.once.value;
    let touched = false;
    form.addEventListener("input", function () { touched = true; }, { once: true });
    if (found) {
      fill(form, found.fields, sent && !another ? null : level);
      const around = form.closest("details");
      if (around) around.open = true;
    }
    if (found || sent) tell(note, sent ? "doubt" : "kept", (sent || found).at);
    if (sent) anew.textContent = anew.dataset.drop.replace("%s", told(sent, namesOf(note)));
    anew.onclick = function () {
      kept.drop((sent || found).key);
      window.location.replace(window.location.pathname + window.location.search);
    };
    if (!sent) return;
    look.href = pageOf(sent);
    look.hidden = !another;
    if (!another) {
      form.elements.once.value = sent.once;
      date(form, sent);
    }
    const became = await board(sent.once);
    if (became === null) tell(note, "not", sent.at);
    if (!became) return;
    kept.drop(sent.key);
    tell(note, "raised", sent.at);
    open.href = became;
    open.hidden = false;
    look.hidden = anew.hidden = true;
    if (another) return;
    if (form.elements.once.value === sent.once) form.elements.once.value = own === sent.once ? "" : own;
    if (!touched) form.reset();
  }

  // Sending: until there is an answer, or somebody says stop.
  function send(form, options) {
    if (job && job.form === form) attempt();
    if (job) return;
    job = { form, tries: 0, began: Date.now(), since: Date.now(), doubt: false, body: new URLSearchParams(new FormData(form)), ...options };
    attempt();
  }

  function say(state) {
    const line = job.form.querySelector(".sending");
    const words = state === "busy" && job.tries > 1 ? null : line.dataset[state]; // a new try is no news
    if (words !== null) line.querySelector(".sending__words").textContent = words || "";
    line.classList.toggle("sending--not", state !== "busy");
    line.querySelector(".sending__do").hidden = state === "busy" && job.tries <= 1;
  }

  // Whether it is the service that answered: a net that wants a sign-in of its own answers too.
  function ours(answer, text) {
    if (answer.status >= 500 || answer.status === 429) return false;
    return answer.status === 201 ? (answer.headers.get("Location") || "").startsWith("/") : text.includes('<main id="main-content"');
  }

  async function attempt() {
    if (!job || job.busy) return;
    const mine = job;
    clearTimeout(mine.timer);
    mine.busy = true;
    mine.tries += 1;
    say("busy");
    mine.cut = new AbortController();
    const limit = setTimeout(() => mine.cut.abort(), ANSWER_MS);
    const alone = !navigator.onLine;
    let answer = null;
    let text = "";
    if (mine.stopped) mine.body.set("waited", String(Math.max(0, Math.round((Date.now() - mine.since) / 1000)))); // its own clock may be wrong
    try {
      const headers = { Accept: "text/html", Prefer: "return=minimal" };
      answer = await fetch(mine.form.action, { method: "POST", body: mine.body, headers, signal: mine.cut.signal });
      text = await answer.text();
      if (!ours(answer, text) || (answer.status === 409 && mine.tries < 3)) answer = null;
    } catch {
      answer = null;
    }
    clearTimeout(limit);
    mine.busy = false;
    if (!answer && !alone) mine.doubt = true; // it may have arrived
    if (job !== mine) return;
    if (answer) {
      job = null;
      mine.done(answer, text);
    } else {
      say(mine.doubt ? "doubt" : "unsent");
      mine.timer = setTimeout(byItself, AGAIN_MS);
    }
  }

  function byItself() {
    if (!job || job.busy) return;
    const age = Date.now() - job.began;
    if (age >= 0 && age < BY_ITSELF_MS) attempt();
    else say("asleep");
  }

  function stop() {
    if (!job) return;
    const mine = job;
    const doubt = mine.doubt || Boolean(mine.busy); // on its way, and not to be fetched back
    say(doubt ? "stoppedDoubt" : "stopped");
    clearTimeout(mine.timer);
    job = null;
    mine.cut.abort();
    mine.form.querySelector(".sending__do").hidden = true;
    if (mine.stopped) mine.stopped(doubt);
  }

  // The next page in place of this one, so that no dropped line leaves an empty window.
  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.documentElement.className = page.documentElement.className;
    document.querySelector("header.top").replaceWith(document.adoptNode(page.querySelector("header.top")));
    put(document.adoptNode(page.querySelector("main")));
    if (window.htmx) window.htmx.process(document.querySelector("main"));
    begin(false);
  }

  function put(main) {
    document.querySelector("main").replaceWith(main);
    window.scrollTo(0, 0);
    (document.getElementById("error-summary") || main).focus({ preventScroll: true });
  }

  function showPreview(answer, text) {
    for (const line of document.querySelectorAll(".sending")) {
      line.classList.remove("sending--not");
      line.querySelector(".sending__words").textContent = "";
      line.querySelector(".sending__do").hidden = true;
    }
    if (answer.ok) history.pushState({ step: "preview" }, "");
    show(text);
    steps[answer.ok ? "preview" : "choices"] = document.querySelector("main");
  }

  window.addEventListener("popstate", function (event) {
    const main = event.state && steps[event.state.step]; // a jump within the page has no step
    if (!main || main === document.querySelector("main")) return;
    stop();
    put(main);
    const form = main.querySelector("form.alarm[data-draft]");
    if (form && kept.read(sentKey(form))) recall(form, null);
  });

  function confirmed(form) {
    if (job) return;
    const key = sentKey(form);
    const fields = chosen(form);
    const once = form.elements.once.value;
    const draft = kept.read(form.dataset.draft);
    const before = kept.read(key); // confirmed again: it is as old as it was
    const since = before ? before.at : Date.now();
    if (draft && draft.once === once) kept.drop(draft.key);
    kept.write(key, { at: since, until: Date.now() + CONFIRMED_MS, once, fields, page: form.dataset.page });
    sending(form, true);
    send(form, {
      since,
      done(answer, text) {
        if (answer.status === 201) {
          kept.drop(key);
          window.location.replace(answer.headers.get("Location"));
          return;
        }
        const sent = kept.read(key);
        if ([404, 409, 410].includes(answer.status)) kept.drop(key); // it cannot be sent any more
        show(text);
        history.replaceState({ step: "choices" }, "");
        steps.choices = document.querySelector("main");
        const note = document.getElementById("kept");
        if (note && sent && answer.status === 422) tell(note, "not", sent.at);
      },
      stopped(doubt) {
        sending(form, false);
        if (doubt) return;
        kept.drop(key);
        kept.write(form.dataset.draft, { at: Date.now(), until: Date.now() + CHOICES_MS, once, fields });
      },
    });
  }

  function sending(form, yes) {
    form.classList.toggle("confirm--sent", yes);
    form.querySelector(".sure").hidden = true;
    form.querySelector("[data-hold]").setAttribute("aria-disabled", String(yes)); // not disabled: the focus stays where it was
  }

  function choosing(form, fresh) {
    form.addEventListener("input", function () { stop(); keep(form); });
    const begun = fresh && [...form.elements].some(window.isChanged);
    if (fresh && "fresh" in form.dataset) recall(form, begun ? chosen(form) : null);
  }

  function begin(fresh) {
    const main = document.querySelector("main");
    const choices = main.querySelector("form.alarm[data-draft]");
    const confirm = main.querySelector("form.confirm");
    const back = main.querySelector("form[data-back]");
    const settled = main.querySelector("[data-settled]");
    if (choices) {
      choosing(choices, fresh);
      choices.addEventListener("submit", function (event) {
        event.preventDefault();
        keep(choices);
        send(choices, { done: showPreview });
      });
    }
    if (confirm) window.holdToConfirm(confirm, confirmed);
    if (settled) for (const sent of kept.confirmed(settled.dataset.draft + "#")) kept.drop(sent.key);
    if (back) back.addEventListener("submit", function (event) {
      if (!steps.choices) return;
      event.preventDefault();
      history.back();
    });
    if (fresh && choices) {
      steps.choices = main;
      history.replaceState({ step: "choices" }, "");
    }
    for (const again of main.querySelectorAll("[data-again]")) again.addEventListener("click", attempt);
    for (const end of main.querySelectorAll("[data-stop]")) end.addEventListener("click", stop);
  }

  // The first page says what was confirmed on this device and has not been sent: one's own each with a link, another's only that it is there.
  async function unsent(note) {
    for (const sent of kept.confirmed("alarm:")) {
      const own = sent.key.startsWith("alarm:" + document.body.dataset.user + ":");
      const became = own ? await board(sent.once) : undefined;
      if (became) { kept.drop(sent.key); continue; }
      const line = document.getElementById(own ? "unsent-own" : "unsent-foreign").content.cloneNode(true).firstElementChild;
      if (own) {
        line.querySelector("strong").textContent = became === null ? note.dataset.not : note.dataset.doubt;
        line.querySelector("span").textContent = told(sent, namesOf(note));
        line.querySelector("a").href = pageOf(sent);
      } else {
        line.querySelector("strong").textContent = note.dataset.foreign.replace("%s", clockOf(sent.at));
        line.querySelector("button").addEventListener("click", function () {
          if (!window.confirm(note.dataset.sure)) return;
          kept.drop(sent.key);
          line.remove();
          note.hidden = !note.querySelector("li");
        });
      }
      note.querySelector("ul").append(line);
      note.hidden = false;
    }
  }

  window.addEventListener("online", byItself);
  window.addEventListener("beforeunload", function (event) { if (job && job.stopped) event.preventDefault(); });
  document.addEventListener("DOMContentLoaded", function () {
    begin(true);
    const note = document.getElementById("unsent");
    if (note) unsent(note);
  });
})();
