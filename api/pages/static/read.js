/* Reads a reply aloud: the sound comes from our own server, whole (Safari plays no sound element without ranges).
   One at a time; a second tap stops it. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var AudioContext = window.AudioContext || window.webkitAudioContext;
  var context = null;
  var sound = null;
  var reading = null;
  if (!AudioContext || !window.fetch) { return; }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-read]");
    if (!button) { return; }
    var again = button === reading;
    stop();
    if (!again) { start(button); }
  });

  /* A call that answers goes first. */
  document.addEventListener("nuanban-speaks", stop);

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
    tellCall(true);
    context = context || new AudioContext();
    context.resume();
    fetch(button.getAttribute("data-read"), { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) { throw new Error("no sound"); }
        return response.arrayBuffer();
      })
      .then(function (wave) {
        return new Promise(function (done, failed) { context.decodeAudioData(wave, done, failed); });
      })
      .then(function (decoded) { if (button === reading) { play(decoded); } })
      .catch(function () { fail(button); });
  }

  function play(decoded) {
    sound = context.createBufferSource();
    sound.buffer = decoded;
    sound.connect(context.destination);
    sound.onended = stop;
    sound.start();
  }

  function stop() {
    if (sound) {
      sound.onended = null;
      sound.stop();
    }
    sound = null;
    if (!reading) { return; }
    reading.textContent = reading.getAttribute("data-start");
    reading = null;
    tellCall(false);
  }

  /* A call that is on must not speak meanwhile, nor hear this. */
  function tellCall(reads) { document.dispatchEvent(new CustomEvent("nuanban-reads", { detail: reads })); }

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
