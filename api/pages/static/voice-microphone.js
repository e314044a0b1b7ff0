/* The microphone of a call: one at a time, and always let go of. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var WANTED = { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
  var WHY = { NotAllowedError: "refused", PermissionDeniedError: "refused", SecurityError: "refused", NotReadableError: "taken", TrackStartError: "taken", AbortError: "taken" };
  var number = 0;
  var letGo = null;

  /* Gives each frame to `hear`, and calls `unplugged` when the microphone goes. Fulfilled once it is open or was
     let go of meanwhile; rejected with the name of the sentence that says why there is none. */
  function open(context, worklet, hear, unplugged) {
    release();
    var own = number;
    if (window.isSecureContext === false) { return Promise.reject("insecure"); }
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { return Promise.reject("no-microphone"); }
    return navigator.mediaDevices.getUserMedia(WANTED).then(function (stream) {
      return join(own, context, stream, worklet, hear, unplugged).catch(function () {
        end(stream);
        return Promise.reject("no-microphone");
      });
    }, function (error) { return Promise.reject(WHY[error.name] || "no-microphone"); });
  }

  /* Who let go while the browser still asked has let go of this stream too. */
  function join(own, context, stream, worklet, hear, unplugged) {
    if (own !== number) {
      end(stream);
      return Promise.resolve();
    }
    return Promise.resolve().then(function () {
      return window.nuanbanSound.listen(context, stream, worklet, function (frame) { if (own === number) { hear(frame); } });
    }).then(function (close) {
      if (own !== number) {
        close();
        return;
      }
      letGo = close;
      stream.getAudioTracks()[0].onended = function () {
        if (own !== number) { return; }
        release();
        unplugged();
      };
    });
  }

  function end(stream) { stream.getTracks().forEach(function (track) { track.stop(); }); }

  function release() {
    var was = letGo;
    number += 1;
    letGo = null;
    if (was) { was(); }
  }

  window.nuanbanMicrophone = { open: open, release: release, isOpen: function () { return letGo !== null; } };
})();
