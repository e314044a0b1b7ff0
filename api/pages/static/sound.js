/* Sound in and out of a page: a microphone in frames of 16 kHz, a voice at any rate.
   Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var RATE = 16000;
  var FRAME = 320;
  var LEAD = 0.12;
  var CROSSINGS = 8;
  var PHASES = 256;

  /* Samples of one rate to samples of another: a windowed sinc that lets through what both rates can carry. */
  function Resampler(from, to) {
    var cutoff = 0.92 * Math.min(1, to / from);
    this.step = from / to;
    this.half = Math.ceil(CROSSINGS / cutoff);
    this.kernels = [];
    for (var phase = 0; phase < PHASES; phase += 1) { this.kernels.push(kernel(phase / PHASES, cutoff, this.half)); }
    this.kept = new Float32Array(this.half);
    this.at = this.half;
  }

  Resampler.prototype.push = function (input) {
    var all = new Float32Array(this.kept.length + input.length);
    all.set(this.kept);
    all.set(input, this.kept.length);
    var out = new Float32Array(Math.max(0, Math.ceil((all.length - this.half - this.at) / this.step)));
    var count = 0;
    while (Math.floor(this.at) + this.half < all.length && count < out.length) {
      out[count] = this.sample(all);
      count += 1;
      this.at += this.step;
    }
    var first = Math.min(all.length, Math.floor(this.at) - this.half + 1);
    this.kept = all.slice(first);
    this.at -= first;
    return out.subarray(0, count);
  };

  Resampler.prototype.sample = function (all) {
    var whole = Math.floor(this.at);
    var weights = this.kernels[Math.floor((this.at - whole) * PHASES)];
    var start = whole - this.half + 1;
    var sum = 0;
    for (var tap = 0; tap < weights.length; tap += 1) { sum += all[start + tap] * weights[tap]; }
    return sum;
  };

  function kernel(part, cutoff, half) {
    var weights = new Float32Array(2 * half);
    var sum = 0;
    for (var tap = 0; tap < weights.length; tap += 1) {
      var x = tap - half + 1 - part;
      var turn = Math.PI * cutoff * x;
      var hann = 0.5 + 0.5 * Math.cos(Math.PI * Math.max(-1, Math.min(1, x / half)));
      weights[tap] = (turn === 0 ? 1 : Math.sin(turn) / turn) * hann;
      sum += weights[tap];
    }
    for (tap = 0; tap < weights.length; tap += 1) { weights[tap] /= sum; }
    return weights;
  }

  /* Gives each frame of 20 ms (an ArrayBuffer of 640 bytes) to `hear`. Answers a function that lets go of the microphone. */
  function listen(context, stream, worklet, hear) {
    var resampler = new Resampler(context.sampleRate, RATE);
    var frame = new Int16Array(FRAME);
    var filled = 0;
    var source = context.createMediaStreamSource(stream);

    function take(block) {
      var samples = resampler.push(block);
      for (var i = 0; i < samples.length; i += 1) {
        var value = Math.max(-1, Math.min(1, samples[i]));
        frame[filled] = value < 0 ? value * 32768 : value * 32767;
        filled += 1;
        if (filled === FRAME) {
          hear(frame.slice().buffer);
          filled = 0;
        }
      }
    }

    function join(node) {
      source.connect(node);
      node.connect(context.destination);
      return function () {
        source.disconnect();
        node.disconnect();
        stream.getTracks().forEach(function (track) { track.stop(); });
      };
    }

    if (context.audioWorklet && window.AudioWorkletNode) {
      return context.audioWorklet.addModule(worklet).then(function () {
        var node = new window.AudioWorkletNode(context, "tap");
        node.port.onmessage = function (message) { take(message.data); };
        return join(node);
      });
    }
    var processor = context.createScriptProcessor(1024, 1, 1);
    processor.onaudioprocess = function (event) { take(event.inputBuffer.getChannelData(0)); };
    return Promise.resolve(join(processor));
  }

  /* Lets pieces of PCM be heard without a gap between them. `done` is called when all of a speech has been heard or was dropped. */
  function Voice(context, done) {
    this.context = context;
    this.done = done;
    this.playing = [];
    this.ended = true;
    this.at = 0;
  }

  Voice.prototype.begin = function (rate) {
    this.resampler = new Resampler(rate, this.context.sampleRate);
    this.ended = false;
  };

  Voice.prototype.add = function (pcm) {
    if (this.ended) { return; }
    var values = new Int16Array(pcm);
    var input = new Float32Array(values.length);
    for (var i = 0; i < values.length; i += 1) { input[i] = values[i] / 32768; }
    this.play(this.resampler.push(input));
  };

  Voice.prototype.play = function (samples) {
    if (!samples.length) { return; }
    var voice = this;
    var source = this.context.createBufferSource();
    source.buffer = this.context.createBuffer(1, samples.length, this.context.sampleRate);
    source.buffer.getChannelData(0).set(samples);
    source.connect(this.context.destination);
    source.onended = function () {
      voice.playing = voice.playing.filter(function (other) { return other !== source; });
      voice.tell();
    };
    this.at = Math.max(this.at, this.context.currentTime + (this.playing.length ? 0 : LEAD));
    source.start(this.at);
    this.at += source.buffer.duration;
    this.playing.push(source);
  };

  Voice.prototype.end = function () {
    this.ended = true;
    this.tell();
  };

  Voice.prototype.quiet = function () {
    this.ended = true;
    this.at = 0;
    this.playing.splice(0).forEach(function (source) {
      source.onended = null;
      source.stop();
    });
    this.tell();
  };

  Voice.prototype.tell = function () {
    if (this.ended && !this.playing.length) { this.done(); }
  };

  window.nuanbanSound = { Resampler: Resampler, listen: listen, Voice: Voice };
})();
