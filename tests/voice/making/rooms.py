"""What happens to a voice before it is heard: rooms, noise, telephones, browsers. Samples are float32 in the range of 16 bits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

RATE = 16000


def resample(samples: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """The same sound at another rate, by its spectrum."""
    if rate == wanted or not len(samples):
        return samples.astype(np.float32)
    length = round(len(samples) * wanted / rate)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(length // 2 + 1, complex)
    both = min(len(spectrum), len(kept))
    kept[:both] = spectrum[:both]
    return (np.fft.irfft(kept, length) * (length / len(samples))).astype(np.float32)


def telephone(samples: np.ndarray, low: float = 300, high: float = 3400, peak: float | None = 12000) -> np.ndarray:
    """The band of a telephone, still at 16 kHz; with a peak also the eight bits of its µ-law."""
    heard = _filtered(samples, lambda hertz: 1 / (1 + np.exp(-(hertz - low) / 30)) / (1 + np.exp((hertz - high) / 60)))
    return heard if peak is None else _mu_law(heard * (peak / (np.abs(heard).max() + 1)))


def noisy(samples: np.ndarray, decibels: float, random: np.random.Generator, steepness: float = 0.0) -> np.ndarray:
    """With noise so many decibels below the voice: white, or falling with frequency."""
    noise = random.normal(0, 1, len(samples)).astype(np.float32)
    if steepness:
        noise = _filtered(noise, lambda hertz: (hertz + 50.0) ** -steepness)
    return samples + noise * (_level(samples) / (_level(noise) + 1e-9) * 10 ** (-decibels / 20))


def silence_around(samples: np.ndarray, before: float, after: float) -> np.ndarray:
    """With exact silence of so many seconds."""
    return np.concatenate([np.zeros(int(before * RATE), np.float32), samples.astype(np.float32), np.zeros(int(after * RATE), np.float32)])


def on_its_way(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One of the many ways in which a voice arrives, drawn at random; one in six arrives as it was."""
    longest = 2.0 if random.random() < 0.12 else 0.5
    voice = _of_another_size(samples, random.uniform(0.9, 1.13)) if random.random() < 0.3 else samples
    heard = silence_around(voice, random.uniform(0.02, longest), random.uniform(0.05, longest))
    if random.random() < 0.84:
        if random.random() < 0.3:
            heard = _in_a_room(heard, random)
        if random.random() < 0.3:
            heard = _cancelled(heard, random)
        if random.random() < 0.75:
            heard = noisy(heard, random.uniform(9, 42), random, random.choice([0.0, 0.0, random.uniform(0.3, 1.2)]))
        if random.random() < 0.5:
            tilt = random.uniform(-0.35, 0.35)
            heard = _filtered(heard, lambda hertz: ((hertz + 200) / 1000) ** tilt)
        if random.random() < 0.25:
            heard = _through_a_browser(heard, random)
    heard = heard * (10 ** random.uniform(2.7, 4.45) / (np.abs(heard).max() + 1))
    return _over_a_line(heard, random) if random.random() < 0.4 else _whole(heard)


def nobody_speaks(random: np.random.Generator) -> np.ndarray:
    """One to three seconds in which nothing is said: silence, noise, hum, a tone, clicks."""
    length = int(random.uniform(1.0, 3.0) * RATE)
    seconds = np.arange(length) / RATE
    peak = 10 ** random.uniform(0.3, 4.3)
    kind = random.integers(6)
    if kind == 0:
        return np.zeros(length, np.float32)
    if kind <= 2:
        steepness = random.uniform(0.3, 1.2) if kind == 2 else 0.0
        sound = noisy(np.full(length, 1e-3, np.float32), -60, random, steepness)
    elif kind == 3:
        sound = sum(np.sin(2 * np.pi * 50 * harmonic * seconds) / harmonic for harmonic in range(1, 9))
    elif kind == 4:
        sound = np.sin(2 * np.pi * random.uniform(200, 3000) * seconds) * (random.random(length) if random.random() < 0.3 else 1)
    else:
        sound = (random.random(length) < 3e-4) * random.normal(0, 1, length)
        sound = np.convolve(sound, np.exp(-np.arange(80) / 12.0))[:length]
    return _whole(sound / (np.abs(sound).max() + 1e-9) * min(peak, 25000.0))


def _of_another_size(samples: np.ndarray, size: float) -> np.ndarray:
    """As if the speaker were smaller or larger: slower and deeper, or quicker and higher."""
    return np.interp(np.arange(0, len(samples), size), np.arange(len(samples)), samples).astype(np.float32)


def _in_a_room(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    length = int(random.uniform(0.03, 0.25) * RATE)
    echo = random.normal(0, 1, length) * np.exp(-6.9 * np.arange(length) / length) * random.uniform(0.05, 0.25) / np.sqrt(length / 8)
    echo[0] = 1
    size = _fast(len(samples) + length)
    return np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(echo, size), size)[: len(samples)].astype(np.float32)


def _cancelled(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """What an echo canceller and a level control do: the level wanders, and what is quiet becomes exact silence."""
    knots = random.uniform(-7, 3, max(2, len(samples) // 8000 + 2))
    decibels = np.interp(np.arange(len(samples)), np.linspace(0, len(samples), len(knots)), knots)
    heard = samples * 10 ** (decibels / 20)
    if random.random() < 0.6:
        frame = 160
        frames = heard[: len(heard) // frame * frame].reshape(-1, frame)
        loudness = np.sqrt((frames**2).mean(1))
        quiet = loudness < random.uniform(0.003, 0.03) * loudness.max()
        frames[quiet] *= random.choice([0.0, 0.1])
    return heard.astype(np.float32)


def _through_a_browser(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """48 kHz and back to 16, the second time by straight lines between samples, as simple worklets do."""
    padded = np.pad(samples, (0, _fast(len(samples)) - len(samples)))
    wide = resample(padded, RATE, 48000)
    if random.random() < 0.5:
        wide = np.convolve(wide, np.ones(3) / 3, mode="same")
    shift = random.uniform(0, 2)
    return np.interp(np.arange(len(samples)) * 3 + shift, np.arange(len(wide)), wide).astype(np.float32)


def _over_a_line(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A telephone; two times in three it comes at 8 kHz and is brought to 16, where nothing at all is left above 4 kHz."""
    low, high, compressed = random.uniform(80, 350), random.uniform(3200, 3750), random.random() < 0.6
    heard = telephone(samples, low, high, peak=None)
    if random.random() < 0.35:
        return _whole(_mu_law(heard) if compressed else heard)
    padded = np.pad(heard, (0, _fast(len(heard)) - len(heard)))
    narrow = resample(padded, RATE, RATE // 2)
    narrow = _whole(_mu_law(narrow) if compressed else narrow)
    return resample(narrow, RATE // 2, RATE)[: len(samples)]


def _whole(samples: np.ndarray) -> np.ndarray:
    return np.round(np.clip(samples, -32768, 32767)).astype(np.float32)


def _filtered(samples: np.ndarray, gain: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    size = _fast(len(samples))
    spectrum = np.fft.rfft(samples, size)
    return np.fft.irfft(spectrum * gain(np.fft.rfftfreq(size, 1 / RATE)), size)[: len(samples)].astype(np.float32)


def _fast(length: int) -> int:
    """The next length of which a spectrum is quickly made."""
    power = 1 << max(0, length.bit_length() - 3)
    return -(-length // power) * power


def _mu_law(samples: np.ndarray) -> np.ndarray:
    share = np.clip(samples / 32768, -1, 1)
    steps = np.round(np.sign(share) * np.log1p(255 * np.abs(share)) / np.log1p(255) * 127) / 127
    return (np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(255)) / 255 * 32768).astype(np.float32)


def _level(samples: np.ndarray) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean())) if len(samples) else 0.0
