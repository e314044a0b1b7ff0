"""One process that converts one sound, and can be killed. Started by `voice.messages.converting` as `python -m voice.messages.worker`.

`decode 16000 11`: an AMR file in; 16-bit samples at its own rate out.
`encode 22050 11`: 16-bit samples at this rate in; MP3 out.

The last figure is how many seconds it may take. What went wrong is the last line of the error output, as Python tells it.
It loads PyAV (ffmpeg inside) and nothing of the application, opens no file, and has little memory and little time:
here, what strangers send meets C.
"""

from __future__ import annotations

import io
import resource
import signal
import sys

from voice.audio import WIDTH, BadSound
from voice.messages.amr import read_amr

MEMORY = 400 << 20
"""Bytes of address space. PyAV maps 150 MB when it is loaded."""
LARGEST = 8 << 20
"""Bytes that may be written: samples of a minute at any rate that is encoded."""
BIT_RATE = 48_000
"""Of MP3, one channel: a minute takes 360,000 bytes."""
LOST = 0.1
"""Share of the frames that a decoder may refuse; 20 ms of silence stand for each."""


def main() -> None:
    """Converts what is on the input."""
    what, rate, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit(seconds)
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(decode(data) if what == "decode" else encode(data, rate))


def limit(seconds: int) -> None:
    """Takes from this process what it does not need. It ends after so many seconds, even when nobody is left to kill it."""
    signal.alarm(seconds)
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: LARGEST, resource.RLIMIT_CORE: 0}
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def decode(data: bytes) -> bytes:
    """The samples of an AMR file. The decoder is named and gets frame by frame: no format is guessed, and no container is parsed in C."""
    import av

    amr = read_amr(data)
    codec = av.CodecContext.create(amr.form, "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.layout, codec.thread_count = "mono", 1
    resampler = av.AudioResampler(format="s16", layout="mono", rate=amr.rate)
    pcm, lost = bytearray(), 0
    for frame in amr.frames:
        made = b""
        if amr.speaks(frame):
            try:
                decoded = codec.decode(av.Packet(frame))
                made = b"".join(bytes(plain.planes[0]) for one in decoded for plain in resampler.resample(one))
            except av.FFmpegError:
                lost += 1
        pcm += made[: amr.of_each * WIDTH].ljust(amr.of_each * WIDTH, b"\0")
    if lost > LOST * len(amr.frames):
        raise BadSound(f"{lost} of {len(amr.frames)} frames are damaged")
    return bytes(pcm)


def encode(pcm: bytes, rate: int) -> bytes:
    """Samples as MP3."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono", bit_rate=BIT_RATE)
        frame = av.AudioFrame(format="s16p", layout="mono", samples=len(pcm) // WIDTH)
        frame.sample_rate = rate
        frame.planes[0].update(pcm)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


if __name__ == "__main__":
    main()
