/* The line of a call: a socket that is opened again when it breaks. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var PAUSES = [1, 2, 4, 8, 15, 15, 15, 15];
  var READY_WITHIN = 8000;
  var BEHIND = 64000;
  var LOST = 192000;

  /* What happens is told to `call`: `hello()` answers what is said first, `happened(event)` and `sounded(pcm)` what comes,
     `ready(again)` once somebody answers, `broken(code)` when nobody does any more, and `slow()`. */
  function Line(call) {
    this.call = call;
    this.socket = null;
    this.ready = false;
    this.tries = 0;
    this.timer = 0;
  }

  Line.prototype.connect = function (talk) {
    this.hangUp();
    var line = this;
    var scheme = window.location.protocol === "https:" ? "wss://" : "ws://";
    var own = new window.WebSocket(scheme + window.location.host + "/api/v1/conversations/" + talk + "/voice");
    own.binaryType = "arraybuffer";
    own.onopen = function () { own.send(JSON.stringify(line.call.hello())); };
    own.onmessage = function (message) { if (own === line.socket) { line.came(message.data); } };
    own.onclose = function (event) { if (own === line.socket) { line.breaks(event.code); } };
    this.socket = own;
    this.timer = window.setTimeout(function () { if (!line.ready) { line.breaks(0); } }, READY_WITHIN);
  };

  Line.prototype.came = function (data) {
    if (typeof data !== "string") {
      this.call.sounded(data);
      return;
    }
    var event = JSON.parse(data);
    if (event.type !== "ready") {
      this.call.happened(event);
      return;
    }
    var again = this.tries > 0;
    this.ready = true;
    this.tries = 0;
    this.call.ready(again);
  };

  Line.prototype.breaks = function (code) {
    this.hangUp();
    this.call.broken(code);
  };

  /* Calls again, later each time; false once it has been tried often enough. */
  Line.prototype.again = function (talk) {
    var line = this;
    if (this.tries >= PAUSES.length) { return false; }
    this.timer = window.setTimeout(function () { line.connect(talk()); }, PAUSES[this.tries] * 1000);
    this.tries += 1;
    return true;
  };

  Line.prototype.hangUp = function () {
    var was = this.socket;
    this.socket = null;
    this.ready = false;
    window.clearTimeout(this.timer);
    if (was) { was.close(); }
  };

  Line.prototype.rest = function () { this.tries = 0; };

  Line.prototype.send = function (event) { if (this.ready) { this.socket.send(JSON.stringify(event)); } };

  Line.prototype.hear = function (frame) {
    if (!this.ready) { return; }
    if (this.socket.bufferedAmount > BEHIND) { this.call.slow(); }
    if (this.socket.bufferedAmount < LOST) { this.socket.send(frame); }
  };

  window.nuanbanLine = Line;
})();
