/* Reads a reply aloud: the sound comes from our own server. One at a time; a second tap stops it.
   Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var sound = null;
  var reading = null;
  if (!window.Audio) { return; }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-read]");
    if (!button) { return; }
    var again = button === reading;
    stop();
    if (!again) { start(button); }
  });

  /* The talk is replaced as a whole when something is said. */
  new MutationObserver(show).observe(document.getElementById("main"), { childList: true, subtree: true });
  show();

  function show() {
    if (reading && !document.contains(reading)) { stop(); }
    Array.prototype.forEach.call(document.querySelectorAll("[data-read][hidden]"), function (button) { button.hidden = false; });
  }

  function start(button) {
    reading = button;
    button.setAttribute("data-start", button.textContent);
    button.textContent = button.getAttribute("data-stop");
    sound = new Audio(button.getAttribute("data-read"));
    sound.addEventListener("ended", stop);
    sound.addEventListener("error", function () { fail(button); });
    sound.play().catch(function (refused) {
      if (refused.name !== "AbortError") { fail(button); }
    });
  }

  function stop() {
    if (sound) { sound.pause(); }
    if (reading) { reading.textContent = reading.getAttribute("data-start"); }
    sound = null;
    reading = null;
  }

  function fail(button) {
    if (button !== reading) { return; }
    stop();
    var announce = document.getElementById("announce");
    var trouble = document.getElementById("trouble");
    announce.textContent = "";
    trouble.textContent = button.getAttribute("data-failed");
    trouble.hidden = false;
  }
})();
