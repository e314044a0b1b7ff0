/* The call: one button, a socket, and what is heard and said put on the page.
   All goes on by text when any of it fails. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var PAUSES = [1, 2, 4, 8, 15, 15, 15, 15];
  var READY_WITHIN = 8000;
  var SLOW_AFTER = 12000;
  var QUIET_FOR = 1500;
  var TWICE = 600;
  var BEHIND = 64000;
  var LOST = 192000;
  var sound = window.nuanbanSound;
  var AudioContext = window.AudioContext || window.webkitAudioContext;
  var place = document.getElementById("voice");
  if (!place || !sound || !AudioContext || !window.WebSocket || !window.fetch) { return; }

  var press = document.getElementById("voice-press");
  var label = document.getElementById("voice-label");
  var caption = document.getElementById("voice-caption");
  var mend = document.getElementById("voice-mend");
  var end = document.getElementById("voice-end");
  var trouble = document.getElementById("voice-trouble");
  var aside = document.getElementById("voice-aside");
  var field = document.getElementById("text");

  var state = "";
  var context = null;
  var voice = null;
  var letGo = null;
  var line = null;
  var ready = false;
  var greeted = false;
  var deaf = false;
  var tries = 0;
  var strangers = 0;
  var unanswered = "";
  var lasting = "";
  var last = "";
  var leaving = false;
  var pressedAt = 0;
  var tapped = null;
  var timers = {};

  /* --- what is seen ------------------------------------------------------------------------ */

  function say(key) { return place.getAttribute("data-" + key); }

  function show(next) {
    state = next;
    place.setAttribute("data-state", next);
    label.textContent = say(next === "listening" && deaf ? "reading" : next);
    end.hidden = next === "press" || next === "again";
    place.classList[end.hidden ? "remove" : "add"]("on");
    after("slow", next === "thinking" ? SLOW_AFTER : 0, function () { complain(say("slow")); });
    caption.hidden = next !== "hearing" && !(next === "thinking" && last);
    mend.hidden = end.hidden || !last || next === "hearing";
  }

  /* What lasts, such as a missing microphone, stays when the other is over. */
  function complain(text) {
    var shown = text || lasting;
    trouble.hidden = !shown;
    place.classList[shown ? "add" : "remove"]("troubled");
    if (trouble.textContent !== shown) { trouble.textContent = shown; }
  }

  function complainFrom(event) {
    if (event.kind === "no_ears") { deaf = true; }
    if (event.kind === "no_ears" || event.kind === "no_mouth") { lasting = lasting || event.detail; }
    complain(event.kind === "no_ears" ? "" : event.detail);
  }

  function hearing(text) {
    if (state !== "hearing") { show("hearing"); }
    caption.querySelector(".words").textContent = text;
  }

  function wasHeard(text) {
    last = text;
    hearing(text);
    complain("");
    show("thinking");
  }

  function forget() {
    last = "";
    mend.hidden = true;
  }

  function after(name, wait, what) {
    window.clearTimeout(timers[name]);
    if (wait) { timers[name] = window.setTimeout(what, wait); }
  }

  /* The server alone makes HTML: the talk is fetched anew and put in its place. */
  var fetching = false;
  var stale = false;

  function refresh() {
    if (fetching) {
      stale = true;
      return Promise.resolve();
    }
    fetching = true;
    var path = window.location.pathname === "/talk" ? "/" : window.location.pathname;
    return fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (response) { return response.text(); })
      .then(function (html) { replace(new DOMParser().parseFromString(html, "text/html")); })
      .catch(function () { complain(say("cut")); })
      .then(function () {
        fetching = false;
        if (stale) {
          stale = false;
          refresh();
        }
      });
  }

  function replace(page) {
    var fresh = page.getElementById("voice");
    if (!fresh || !page.getElementById("talk")) { return; }
    ["talk", "earlier", "outbox"].forEach(function (id) {
      var old = document.getElementById(id);
      if (old && page.getElementById(id)) { old.replaceWith(document.importNode(page.getElementById(id), true)); }
    });
    place.setAttribute("data-talk", fresh.getAttribute("data-talk"));
    var turn = page.getElementById("turn_id").value;
    Array.prototype.forEach.call(document.querySelectorAll("input[name=turn_id]"), function (input) { input.value = turn; });
    Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) { button.hidden = false; });
    Array.prototype.forEach.call(document.querySelectorAll(".by-browser"), function (hint) { hint.hidden = true; });
    var latest = document.getElementById("latest");
    if (latest) { lead(latest); }
  }

  /* The button that stays at the top must not cover it. */
  function lead(element) {
    element.scrollIntoView();
    if (window.getComputedStyle(place).position === "sticky") { window.scrollBy(0, -place.offsetHeight); }
  }

  /* What the call says of itself is in no page of the server's. Its choices stand in place of the talk's, unless they are the same. */
  function showAside(reply) {
    hideAside();
    var own = talkChoices();
    var values = own ? Array.prototype.map.call(own.querySelectorAll("button"), function (button) { return button.value; }) : [];
    var others = reply.choices.filter(function (choice) { return values.indexOf(choice.value) < 0; });
    aside.querySelector(".words").textContent = reply.text;
    if (others.length) {
      if (own) { own.hidden = true; }
      reply.choices.forEach(function (choice) { aside.querySelector("ul").appendChild(offer(choice)); });
    }
    aside.hidden = false;
    lead(aside);
  }

  function hideAside() {
    var own = talkChoices();
    aside.hidden = true;
    aside.querySelector("ul").textContent = "";
    if (own) { own.hidden = false; }
  }

  function talkChoices() { return document.querySelector("#talk .choices"); }

  function offer(choice) {
    var button = document.createElement("button");
    button.name = "text";
    button.value = choice.value;
    button.textContent = choice.title;
    var item = document.createElement("li");
    item.appendChild(button);
    return item;
  }

  /* --- what is remembered ------------------------------------------------------------------ */

  function recall(key) {
    try { return window.localStorage.getItem("nuanban." + key); } catch (error) { return null; }
  }

  function remember(key, value) {
    try { window.localStorage.setItem("nuanban." + key, value); } catch (error) { return; }
  }

  /* --- the microphone ---------------------------------------------------------------------- */

  function openMicrophone() {
    if (window.isSecureContext === false) { return Promise.reject("insecure"); }
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { return Promise.reject("no-microphone"); }
    var wanted = { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
    return navigator.mediaDevices.getUserMedia(wanted).then(function (stream) {
      stream.getAudioTracks()[0].onended = unplugged;
      return sound.listen(context, stream, say("worklet"), hear);
    }, function (error) {
      var why = { NotAllowedError: "refused", PermissionDeniedError: "refused", SecurityError: "refused", NotReadableError: "taken", TrackStartError: "taken", AbortError: "taken" };
      return Promise.reject(why[error.name] || "no-microphone");
    });
  }

  function unplugged() {
    if (!letGo) { return; }
    silence();
    deaf = true;
    lasting = say("no-microphone");
    complain("");
    if (line) { connect(); }
  }

  function hear(frame) {
    if (!ready) { return; }
    if (line.bufferedAmount > BEHIND) { complain(say("slow")); }
    if (line.bufferedAmount < LOST) { line.send(frame); }
  }

  function silence() {
    var was = letGo;
    letGo = null;
    if (was) { was(); }
  }

  /* --- the line ---------------------------------------------------------------------------- */

  function connect() {
    hangUp();
    var scheme = window.location.protocol === "https:" ? "wss://" : "ws://";
    var own = new window.WebSocket(scheme + window.location.host + "/api/v1/conversations/" + place.getAttribute("data-talk") + "/voice");
    own.binaryType = "arraybuffer";
    own.onopen = function () {
      var patience = Number(recall("patience"));
      var hello = { type: "hello", speak_greeting: !greeted, microphone: letGo !== null };
      if (patience > 0) { hello.patience = patience; }
      own.send(JSON.stringify(hello));
    };
    own.onmessage = function (message) {
      if (own !== line) { return; }
      if (typeof message.data === "string") { happened(JSON.parse(message.data)); } else { voice.add(message.data); }
    };
    own.onclose = function (event) {
      if (own === line) { broken(event.code); }
    };
    line = own;
    after("ready", READY_WITHIN, function () { if (own === line && !ready) { broken(0); } });
  }

  function hangUp() {
    var was = line;
    line = null;
    ready = false;
    after("ready", 0);
    after("again", 0);
    hideAside();
    if (was) { was.close(); }
    if (voice) { voice.quiet(); }
  }

  function send(event) { line.send(JSON.stringify(event)); }

  function happened(event) {
    switch (event.type) {
    case "ready":
      ready = true;
      strangers = 0;
      after("quiet", QUIET_FOR, function () { if (ready && state === "connecting") { show("listening"); } });
      if (tries) {
        complain("");
        refresh().then(giveBack);
      }
      tries = 0;
      break;
    case "listening": show("listening"); break;
    case "partial": hearing(event.text); break;
    case "heard": wasHeard(event.text); break;
    case "reply":
      if (event.facts && event.facts.aside) {
        complain("");
        showAside(event);
        break;
      }
      hideAside();
      unanswered = "";
      greeted = true;
      leaving = leaving || Boolean(event.facts && event.facts.signed_out);
      complain("");
      if (!leaving) { refresh(); }
      break;
    case "speech_start":
      greeted = true;
      voice.begin(event.rate);
      show("speaking");
      break;
    case "speech_end":
      if (event.stopped) { voice.quiet(); } else { voice.end(); }
      break;
    case "patience": remember("patience", String(event.seconds)); break;
    case "error":
      complainFrom(event);
      break;
    default: break;
    }
  }

  function broken(code) {
    hangUp();
    if (leaving) {
      silence();
      window.location.assign("/bye");
      return;
    }
    if (code === 4401 && strangers === 0) {
      strangers = 1;
      greeted = false;
      refresh().then(connect);
      return;
    }
    if (code === 1000 || code === 1013 || code === 4400 || code === 4401 || code === 4409 || code === 4410) {
      if (code === 4401) { complain(say("lost")); }
      stop();
      return;
    }
    if (tries >= PAUSES.length) {
      complain(say("lost"));
      stop();
      return;
    }
    complain(say(code === 1012 || code === 1001 ? "restarting" : "cut"));
    show("connecting");
    after("again", PAUSES[tries] * 1000, connect);
    tries += 1;
  }

  /* What was typed and did not get through is put back, to be sent again. */
  function giveBack() {
    var said = document.querySelectorAll("#talk .said .words");
    var last = said.length ? said[said.length - 1].textContent : "";
    if (unanswered && !field.value && last !== unanswered) { field.value = unanswered; }
    unanswered = "";
  }

  /* --- the call ---------------------------------------------------------------------------- */

  function start() {
    context = context || new AudioContext();
    voice = voice || new sound.Voice(context, function () { if (state === "speaking" && ready) { show("listening"); } });
    context.resume();
    deaf = false;
    tries = 0;
    strangers = 0;
    leaving = false;
    lasting = "";
    complain("");
    remember("voice", "on");
    show("allow");
    openMicrophone().then(function (close) {
      letGo = close;
    }, function (why) {
      deaf = true;
      lasting = say(why);
      complain("");
    }).then(function () {
      if (state !== "allow") {
        silence();
        return;
      }
      show("connecting");
      connect();
    });
  }

  function stop() {
    hangUp();
    silence();
    show(greeted ? "again" : "press");
  }

  function goodbye() {
    if (ready) { send({ type: "bye" }); }
    complain("");
    remember("voice", "off");
    stop();
  }

  /* A second press by a trembling hand is none. */
  function onPress() {
    var now = Date.now();
    if (now - pressedAt < TWICE) { return; }
    pressedAt = now;
    if (state === "press" || state === "again") {
      start();
    } else if (state === "speaking") {
      send({ type: "stop_speaking" });
      voice.quiet();
    } else if (state === "listening") {
      goodbye();
    }
  }

  press.addEventListener("click", onPress);
  end.addEventListener("click", goodbye);

  mend.addEventListener("click", function () {
    field.value = last;
    forget();
    if (state === "speaking") { send({ type: "stop_speaking" }); }
    field.focus();
    field.select();
  });

  /* While a call is on, what is typed or tapped goes through it, so that the answer is spoken too. */
  document.addEventListener("click", function (event) { tapped = event.target.closest("button"); }, true);
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!ready || !form.hasAttribute("data-talk")) { return; }
    var button = tapped && form.contains(tapped) && tapped.name === "text" ? tapped : null;
    var typed = form.querySelector("input[name=text]");
    var text = button ? button.value : typed ? typed.value.trim() : "";
    tapped = null;
    if (!text) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    voice.quiet();
    send({ type: "text", text: text });
    unanswered = text;
    forget();
    if (!button) { typed.value = ""; }
    show("thinking");
  }, true);

  window.addEventListener("pagehide", function () {
    hangUp();
    silence();
  });

  show(recall("voice") === "on" && document.querySelector("#talk .said") ? "again" : "press");
  greeted = state === "again";
  place.hidden = false;
})();
