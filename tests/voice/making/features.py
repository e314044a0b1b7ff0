"""Kaldi's MFCC, as conf/mfcc.conf describes it to Vosk."""

from __future__ import annotations

import kaldi_native_fbank
import numpy as np

from tests.voice.making.rooms import RATE

CEPSTRA = 40
LOWEST, HIGHEST = 20, -400
"""Hertz; a negative figure counts from half the rate downwards."""

MFCC_CONF = f"""--use-energy=false
--sample-frequency={RATE}
--num-mel-bins={CEPSTRA}
--num-ceps={CEPSTRA}
--low-freq={LOWEST}
--high-freq={HIGHEST}
--dither=0
--allow-upsample=true
"""


def mfcc(samples: np.ndarray) -> np.ndarray:
    """Samples at 16 kHz in the range of 16 bits to [frames, 40], a hundred frames a second."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = CEPSTRA
    options.mel_opts.low_freq = LOWEST
    options.mel_opts.high_freq = HIGHEST
    options.num_ceps = CEPSTRA
    options.use_energy = False
    online = kaldi_native_fbank.OnlineMfcc(options)
    online.accept_waveform(RATE, samples.astype(np.float32))
    online.input_finished()
    frames = [online.get_frame(index) for index in range(online.num_frames_ready)]
    return np.stack(frames) if frames else np.zeros((0, CEPSTRA), np.float32)
