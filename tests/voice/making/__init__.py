"""How tests/voice/model was made: speech from espeak-ng, a small network, and the files that Vosk opens.

Run as `python -m tests.voice.making`, see tests/voice/model/README.md. Nothing here is imported by a test, and what it needs
(PyTorch, kaldi-native-fbank) is no dependency of the project.
"""
