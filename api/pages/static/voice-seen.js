/* What is seen of a call: where it stands, what was heard, what it asks by itself, what does not work, and the talk.
   Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var SLOW_AFTER = 12000;
  var place = document.getElementById("voice");
  var label = document.getElementById("voice-label");
  if (!place || !label || !window.nuanbanPage) { return; }

  var caption = document.getElementById("voice-caption");
  var own = document.getElementById("voice-own");
  var mend = document.getElementById("voice-mend");
  var end = document.getElementById("voice-end");
  var trouble = document.getElementById("voice-trouble");
  var lasting = null;
  var fetching = false;
  var stale = false;
  var late = 0;

  var seen = {
    state: "",
    heard: "",
    /* Nobody listens: what is said is only read to them. */
    deaf: false,
    /* Nothing is heard of what is answered. */
    mute: place.getAttribute("data-speaks") === "no"
  };

  function say(key) { return place.getAttribute("data-" + key) || ""; }

  seen.show = function (next) {
    seen.state = next;
    place.setAttribute("data-state", next);
    label.textContent = say(next === "listening" && seen.deaf ? seen.mute ? "showing" : "reading" : next);
    end.hidden = next === "press" || next === "again";
    place.classList[end.hidden ? "remove" : "add"]("on");
    window.clearTimeout(late);
    if (next === "thinking") { late = window.setTimeout(function () { seen.complain(say("long")); }, SLOW_AFTER); }
    caption.hidden = next !== "hearing" && !(next === "thinking" && seen.heard);
    mend.hidden = end.hidden || !seen.heard || next === "hearing";
    if (end.hidden) { seen.unask(); }
  };

  /* What lasts, such as a missing microphone, stays when the other is over. */
  seen.complain = function (title, detail) {
    var shown = title ? [title, detail || ""] : lasting || ["", ""];
    var parts = trouble.querySelectorAll("span");
    trouble.hidden = !shown[0];
    place.classList[shown[0] ? "add" : "remove"]("troubled");
    shown.forEach(function (text, at) {
      if (parts[at].textContent !== text) { parts[at].textContent = text; }
    });
  };

  seen.lasts = function (title, detail) {
    lasting = title ? lasting || [title, detail || ""] : null;
    seen.complain("");
  };

  seen.complainFrom = function (event) {
    if (event.kind === "no_ears") { seen.deaf = true; }
    if (event.kind === "no_mouth") { seen.mute = true; }
    if (event.kind === "no_ears" || event.kind === "no_mouth") {
      seen.lasts(event.title, event.detail);
    } else {
      seen.complain(event.title, event.detail);
    }
  };

  seen.hearing = function (text) {
    if (seen.state !== "hearing") { seen.show("hearing"); }
    caption.querySelector(".words").textContent = text;
  };

  seen.wasHeard = function (text) {
    seen.heard = text;
    seen.hearing(text);
    seen.complain("");
    seen.show("thinking");
  };

  seen.forget = function () {
    seen.heard = "";
    mend.hidden = true;
  };

  /* What the call itself says is no part of the talk, and so lies in no page: it is put beside the button. */
  seen.ask = function (reply, choose) {
    var words = own.querySelector(".told");
    var list = own.querySelector("ul");
    own.setAttribute("aria-live", seen.mute ? "polite" : "off");
    own.hidden = false;
    words.lang = /[\u4e00-\u9fff]/.test(reply.text) ? "zh-CN" : "en";
    words.textContent = reply.text;
    list.textContent = "";
    (reply.choices || []).forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = choice.title;
      button.addEventListener("click", function () { choose(choice.value); });
      list.appendChild(document.createElement("li")).appendChild(button);
    });
    list.hidden = !list.firstChild;
    place.classList.add("asks");
    if (own.getBoundingClientRect().top < 0 || own.getBoundingClientRect().bottom > window.innerHeight) { place.scrollIntoView(); }
  };

  /* Whoever tapped one of these choices with the keyboard is not lost with them. */
  seen.unask = function () {
    var inside = own.contains(document.activeElement);
    own.hidden = true;
    own.querySelector(".told").textContent = "";
    own.querySelector("ul").textContent = "";
    place.classList.remove("asks");
    if (inside) { document.getElementById("voice-press").focus({ preventScroll: true }); }
  };

  /* The server alone makes HTML: the talk is fetched anew and put in its place. */
  seen.refresh = function () {
    if (fetching) {
      stale = true;
      return Promise.resolve();
    }
    fetching = true;
    var path = window.location.pathname === "/talk" ? "/" : window.location.pathname;
    return fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (response) { return response.text(); })
      .then(function (html) { replace(new DOMParser().parseFromString(html, "text/html")); })
      .catch(function () { seen.complain(say("cut")); })
      .then(function () {
        fetching = false;
        if (stale) {
          stale = false;
          return seen.refresh();
        }
        return null;
      });
  };

  /* Whoever pressed something in the talk is led to its answer; who hears nothing of it gets it read by their own reader. */
  function replace(page) {
    var fresh = page.getElementById("voice");
    if (!fresh || !page.getElementById("talk")) { return; }
    var inside = document.getElementById("talk").contains(document.activeElement);
    window.nuanbanPage.put(page);
    place.setAttribute("data-talk", fresh.getAttribute("data-talk"));
    window.nuanbanPage.tell(seen.mute && !inside, inside);
  }

  /* What was typed and did not get through is put back, to be sent again. */
  seen.giveBack = function (unanswered) {
    var field = document.getElementById("text");
    var said = document.querySelectorAll("#talk .said .words");
    var last = said.length ? said[said.length - 1].textContent : "";
    if (unanswered && !field.value && last !== unanswered) { field.value = unanswered; }
  };

  seen.say = say;
  seen.recall = function (key) {
    try { return window.localStorage.getItem("nuanban." + key); } catch (error) { return null; }
  };
  seen.remember = function (key, value) {
    try { window.localStorage.setItem("nuanban." + key, value); } catch (error) { return; }
  };
  window.nuanbanSeen = seen;
})();
