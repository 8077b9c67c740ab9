"use strict";
// The button of an alarm is held, so that no thumb warns by accident.
(function () {
  const HOLD_MS = 700;

  // Hold to confirm, by finger, mouse or key. Whoever only presses, or whose aid only clicks, gets a plain second step.
  window.holdToConfirm = function (form, confirmed) {
    const button = form.querySelector("[data-hold]");
    const words = button.querySelector("[data-hold-words]");
    const hint = form.querySelector(".confirm__hint");
    const sure = form.querySelector(".sure");
    const said = form.querySelector(".sure__said");
    let since = null;
    let timer = 0;
    let pressed = false;
    words.textContent = words.dataset.holdWords;
    hint.hidden = false;
    button.setAttribute("aria-describedby", hint.id);

    const off = () => form.classList.contains("confirm--sent");
    function let_go() {
      clearTimeout(timer);
      since = null;
      form.classList.remove("confirm--holding");
    }
    function enough() {
      let_go();
      if (!off()) confirmed(form);
    }
    function press(at) {
      if (since !== null || off()) return;
      since = at;
      form.classList.add("confirm--holding");
      timer = setTimeout(enough, HOLD_MS);
    }
    function release(at) {
      if (since === null) return;
      const long = at - since >= HOLD_MS;
      let_go();
      if (long) enough();
      else ask();
    }
    function ask() {
      if (off()) return;
      sure.hidden = false;
      said.textContent = sure.dataset.said;
    }

    button.addEventListener("pointerdown", function (event) {
      if (event.button !== 0 || !event.isPrimary) return;
      pressed = true;
      press(event.timeStamp);
    });
    button.addEventListener("pointerup", (event) => release(event.timeStamp));
    for (const away of ["pointerleave", "pointercancel", "blur"]) button.addEventListener(away, let_go);
    for (const away of ["pointerleave", "pointercancel"]) button.addEventListener(away, function () { setTimeout(function () { pressed = false; }); });
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("keydown", function (event) {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) press(event.timeStamp);
    });
    button.addEventListener("keyup", function (event) {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      release(event.timeStamp);
    });
    button.addEventListener("click", function (event) {
      event.preventDefault();
      if (!pressed) ask();
      pressed = false;
    });
    sure.querySelector("[data-sure]").addEventListener("click", function () {
      button.focus({ preventScroll: true });
      confirmed(form);
    });
    function unsure() {
      sure.hidden = true;
      said.textContent = "";
      button.focus();
    }
    sure.querySelector("[data-unsure]").addEventListener("click", unsure);
    form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !sure.hidden) unsure(); });
    form.addEventListener("submit", (event) => event.preventDefault());
  };
})();
