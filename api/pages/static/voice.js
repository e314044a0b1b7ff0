/* The call: one button, a line, a microphone and a voice. All goes on by text when any of it fails.
   Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var QUIET_FOR = 1500;
  var TWICE = 600;
  var FINAL = [1000, 1013, 4400, 4401, 4409, 4410];
  var sound = window.nuanbanSound;
  var microphone = window.nuanbanMicrophone;
  var seen = window.nuanbanSeen;
  var AudioContext = window.AudioContext || window.webkitAudioContext;
  if (!seen || !sound || !AudioContext || !window.WebSocket || !window.fetch) { return; }

  var place = document.getElementById("voice");
  var press = document.getElementById("voice-press");
  var field = document.getElementById("text");
  var hears = place.getAttribute("data-hears") !== "no";

  var context = null;
  var voice = null;
  var begun = 0;
  var greeted = false;
  var strangers = 0;
  var unanswered = "";
  var misheard = "";
  var leaving = false;
  var aloud = false;
  var pressedAt = 0;
  var tapped = null;
  var quiet = 0;

  /* --- the line ---------------------------------------------------------------------------- */

  var line = new window.nuanbanLine({
    hello: function () {
      var patience = Number(seen.recall("patience"));
      var hello = { type: "hello", speak_greeting: !greeted, microphone: microphone.isOpen() };
      if (patience > 0) { hello.patience = patience; }
      hello.pace = seen.recall("pace") || place.getAttribute("data-pace") || "normal";
      hello.louder = seen.recall("louder") === "true";
      return hello;
    },
    ready: function (again) {
      strangers = 0;
      window.clearTimeout(quiet);
      quiet = window.setTimeout(function () { if (line.ready && seen.state === "connecting") { seen.show("listening"); } }, QUIET_FOR);
      if (again) {
        seen.complain("");
        seen.refresh().then(function () {
          seen.giveBack(unanswered);
          unanswered = "";
        });
      }
    },
    sounded: function (pcm) { voice.add(pcm); },
    slow: function () { seen.complain(seen.say("slow")); },
    happened: happened,
    broken: broken
  });

  function talk() { return place.getAttribute("data-talk"); }

  function happened(event) {
    switch (event.type) {
    case "listening": seen.show("listening"); break;
    case "partial": seen.hearing(event.text); break;
    case "heard":
      seen.unask();
      seen.wasHeard(event.text);
      break;
    case "reply": answered(event); break;
    case "speech_start":
      greeted = true;
      if (aloud) {
        hush();
      } else {
        voice.begin(event.rate);
        seen.show("speaking");
      }
      break;
    case "speech_end":
      if (event.stopped) { voice.quiet(); } else { voice.end(); }
      break;
    case "patience": seen.remember("patience", String(event.seconds)); break;
    case "tone":
      seen.remember("pace", event.pace);
      seen.remember("louder", String(event.louder));
      break;
    case "error": seen.complainFrom(event); break;
    default: break;
    }
  }

  function answered(reply) {
    var facts = reply.facts || {};
    seen.complain("");
    if (facts.aside) {
      seen.ask(reply, tell);
      return;
    }
    unanswered = "";
    greeted = true;
    leaving = leaving || Boolean(facts.signed_out);
    seen.unask();
    if (aloud) { document.dispatchEvent(new CustomEvent("nuanban-speaks")); }
    if (!leaving) { seen.refresh(); }
  }

  function broken(code) {
    if (voice) { voice.quiet(); }
    seen.unask();
    if (leaving) {
      microphone.release();
      window.location.assign("/bye");
      return;
    }
    if (code === 4401 && strangers === 0) {
      strangers = 1;
      greeted = false;
      seen.refresh().then(connect);
      return;
    }
    if (FINAL.indexOf(code) >= 0) {
      if (code === 4401) { seen.complain(seen.say("lost")); }
      stop();
    } else if (line.again(talk)) {
      seen.complain(seen.say(code === 1012 || code === 1001 ? "restarting" : "cut"));
      seen.show("connecting");
    } else {
      seen.complain(seen.say("lost"));
      stop();
    }
  }

  /* --- the call ---------------------------------------------------------------------------- */

  function connect() {
    if (voice) { voice.quiet(); }
    line.connect(talk());
  }

  /* Between two sentences it is quiet too. The server says when it listens; where nothing hears, the end of the sound says it. */
  function spoken() {
    if (seen.deaf && seen.state === "speaking" && line.ready) { seen.show("listening"); }
  }

  /* Without ears on the other side nobody is asked for a microphone. */
  function start() {
    begun += 1;
    var own = begun;
    context = context || new AudioContext();
    voice = voice || new sound.Voice(context, spoken);
    context.resume();
    seen.deaf = !hears;
    line.rest();
    strangers = 0;
    leaving = false;
    misheard = "";
    seen.lasts("");
    seen.remember("voice", "on");
    seen.show(hears ? "allow" : "connecting");
    var opened = hears ? microphone.open(context, seen.say("worklet"), hear, unplugged) : Promise.resolve();
    opened.catch(function (why) { if (own === begun) { unheard(why); } }).then(function () {
      if (own !== begun) { return; }
      seen.show("connecting");
      connect();
    });
  }

  function hear(frame) { if (!aloud) { line.hear(frame); } }

  function unheard(why) {
    seen.deaf = true;
    seen.lasts(seen.say(why));
  }

  function unplugged() {
    unheard("no-microphone");
    if (line.socket) { connect(); }
  }

  function stop() {
    begun += 1;
    line.hangUp();
    if (voice) { voice.quiet(); }
    microphone.release();
    seen.show(greeted ? "again" : "press");
  }

  function goodbye() {
    line.send({ type: "bye" });
    seen.complain("");
    seen.remember("voice", "off");
    stop();
  }

  function hush() {
    line.send({ type: "stop_speaking" });
    voice.quiet();
  }

  /* What is typed or tapped. `instead` is what was heard in its place. */
  function tell(text, instead) {
    var event = { type: "text", text: text };
    if (typeof instead === "string" && instead) { event.instead_of = instead; }
    voice.quiet();
    line.send(event);
    unanswered = text;
    misheard = "";
    seen.forget();
    seen.unask();
    seen.show("thinking");
  }

  /* A second press by a trembling hand is none; whoever presses in order to speak is listened to, as before. */
  press.addEventListener("click", function () {
    var now = Date.now();
    if (now - pressedAt < TWICE) { return; }
    pressedAt = now;
    if (seen.state === "press" || seen.state === "again") {
      start();
    } else if (seen.state === "speaking") {
      hush();
    }
  });

  document.getElementById("voice-end").addEventListener("click", goodbye);

  document.getElementById("voice-mend").addEventListener("click", function () {
    misheard = seen.heard;
    field.value = misheard;
    seen.forget();
    if (seen.state === "speaking") { hush(); }
    field.focus();
    field.select();
  });

  /* A reply that is read by itself must be the only one that speaks, and nothing of it is heard as theirs. */
  document.addEventListener("nuanban-reads", function (event) {
    aloud = event.detail;
    if (aloud && voice) { hush(); }
  });

  /* While a call is on, what is typed or tapped goes through it, so that the answer is spoken too. */
  document.addEventListener("click", function (event) { tapped = event.target.closest("button"); }, true);
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!line.ready || !form.hasAttribute("data-talk")) { return; }
    var button = tapped && form.contains(tapped) && tapped.name === "text" ? tapped : null;
    var typed = form.querySelector("input[name=text]");
    var text = button ? button.value : typed ? typed.value.trim() : "";
    tapped = null;
    if (!text) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(text, button ? "" : misheard);
    if (!button) { typed.value = ""; }
  }, true);

  window.addEventListener("pagehide", function () {
    begun += 1;
    line.hangUp();
    microphone.release();
  });

  seen.show(seen.recall("voice") === "on" && document.querySelector("#talk .said") ? "again" : "press");
  greeted = seen.state === "again";
  place.hidden = false;
})();
