/* Hands what the microphone hears to the page, 512 samples at a time. */
"use strict";
class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(512);
    this.filled = 0;
  }

  process(inputs) {
    const heard = inputs[0][0];
    if (heard) {
      for (let i = 0; i < heard.length; i += 1) {
        this.block[this.filled] = heard[i];
        this.filled += 1;
        if (this.filled === this.block.length) {
          this.port.postMessage(this.block, [this.block.buffer]);
          this.block = new Float32Array(512);
          this.filled = 0;
        }
      }
    }
    return true;
  }
}
registerProcessor("tap", Tap);
