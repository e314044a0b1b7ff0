/* Sends a turn without leaving the page. Everything works without this file.
   Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var PATIENCE = 30000;
  var field = document.getElementById("field");
  var text = document.getElementById("text");
  var trouble = document.getElementById("trouble");
  var announce = document.getElementById("announce");
  var pressed = null;
  var busy = false;

  if (!window.fetch || !window.DOMParser || !window.URLSearchParams || !field) { return; }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    pressed = button;
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-talk")) { return; }
    event.preventDefault();
    if (!busy) { send(form, pressed && form.contains(pressed) ? pressed : null); }
    pressed = null;
  });

  /* A page that comes back from the browser's memory may show a talk that was left. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { window.location.reload(); }
  });

  function send(form, button) {
    var body = new URLSearchParams();
    Array.prototype.forEach.call(form.querySelectorAll("input[name]"), function (input) { body.append(input.name, input.value); });
    if (button && button.name) { body.append(button.name, button.value); }
    busy = true;
    trouble.hidden = true;
    announce.textContent = field.getAttribute("data-sending");
    document.getElementById("talk").setAttribute("aria-busy", "true");
    inTime(fetch(form.action, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "text/html" } }))
      .then(function (response) {
        if (response.redirected && new URL(response.url).pathname !== window.location.pathname) { window.location.assign(response.url); }
        return inTime(response.text());
      })
      .then(function (html) { show(new DOMParser().parseFromString(html, "text/html"), form === field); })
      .catch(fail)
      .then(function () {
        busy = false;
        document.getElementById("talk").removeAttribute("aria-busy");
      });
  }

  function inTime(promise) {
    return Promise.race([promise, new Promise(function (_, reject) {
      window.setTimeout(function () { reject(new Error("late")); }, PATIENCE);
    })]);
  }

  function show(page, typed) {
    if (!page.getElementById("talk")) { throw new Error("no talk on this page"); }
    put(page);
    if (typed) { text.value = page.getElementById("text").value; }
    tell(typed, !typed);
    if (typed && !document.querySelector("#talk .notice")) { text.focus({ preventScroll: true }); }
  }

  /* The talk of a fresh page takes the place of the old one. */
  function put(page) {
    ["talk", "earlier", "outbox", "into-wechat"].forEach(function (id) { takeOver(page, id); });
    var id = page.getElementById("turn_id").value;
    Array.prototype.forEach.call(document.querySelectorAll("input[name=turn_id]"), function (input) { input.value = id; });
  }

  /* Whoever typed stays in the field, and a screen reader announces the answer; whoever tapped is led to it. */
  function tell(announced, led) {
    var latest = document.getElementById("latest");
    var notice = document.querySelector("#talk .notice");
    var replies = latest ? latest.querySelectorAll(".reply .words") : [];
    var words = Array.prototype.map.call(replies, function (reply) { return reply.textContent; });
    announce.textContent = "";
    if (notice) { notice.scrollIntoView(); return; }
    if (announced) { announce.textContent = words.join("\n"); }
    if (led && latest) { latest.focus({ preventScroll: true }); }
    if (latest) {
      latest.scrollIntoView();
      window.scrollBy(0, -height("voice"));
      showAsked(latest, document.getElementById("voice"));
    }
  }

  /* While a call is on, the button that listens stays at the top, as the bar does at the bottom: neither must cover what was said. */
  function height(id) {
    var part = document.getElementById(id);
    return part && window.getComputedStyle(part).position === "sticky" ? part.offsetHeight : 0;
  }

  /* What is asked is seen with its choices. Whoever reads keeps the beginning of the answer; whoever is called hears it. */
  function showAsked(latest, voice) {
    var choices = document.querySelectorAll("#talk .choices li:not(.further)");
    var replies = latest.querySelectorAll(".reply");
    var end = choices[choices.length - 1] || replies[replies.length - 1];
    if (!end) { return; }
    var calling = voice && voice.classList.contains("on");
    var kept = calling ? question(replies[replies.length - 1].querySelector(".words")) : replies[0].getBoundingClientRect().top;
    var under = end.getBoundingClientRect().bottom + 4 - (window.innerHeight - height("bar"));
    window.scrollBy(0, Math.max(0, Math.min(under, kept - height("voice"))));
  }

  /* Where the last two lines of these words begin: the question. */
  function question(words) {
    var place = words.getBoundingClientRect();
    return place.bottom - Math.min(place.height, 2 * parseFloat(window.getComputedStyle(words).lineHeight)) - 4;
  }

  function takeOver(page, id) {
    var old = document.getElementById(id);
    var fresh = page.getElementById(id);
    if (old && fresh) { old.replaceWith(document.importNode(fresh, true)); }
  }

  function fail() {
    announce.textContent = "";
    trouble.textContent = field.getAttribute("data-failed");
    trouble.hidden = false;
    trouble.scrollIntoView();
  }

  window.nuanbanPage = { put: put, tell: tell };
})();
