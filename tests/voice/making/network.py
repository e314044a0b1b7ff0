"""The network: six layers over time that look 0.18 s back and ahead and say, thirty-three times a second, which sound this is."""

from __future__ import annotations

import torch
from torch import nn

from tests.voice.making.features import CEPSTRA
from tests.voice.making.sounds import SOUNDS

WIDTH = 192
OUTPUTS = 1 + len(SOUNDS)
"""Output 0 is the blank of CTC, 1 + n the n-th sound."""

SUBSAMPLING = 3
"""Vosk asks for every third frame only."""

OFFSETS = ((-2, -1, 0, 1, 2), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3), (-3, 0, 3), (-6, 0, 6))
"""What each layer looks at, in frames before or after its own."""

CONTEXT = sum(offsets[-1] for offsets in OFFSETS)


class Network(nn.Module):
    """Affine, ReLU and normalisation, six times; then the outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(CEPSTRA))
        self.register_buffer("scale", torch.ones(CEPSTRA))
        layers = []
        for depth, offsets in enumerate(OFFSETS):
            step = offsets[1] - offsets[0]
            layers.append(
                nn.Conv1d(
                    CEPSTRA if depth == 0 else WIDTH,
                    WIDTH,
                    len(offsets),
                    stride=SUBSAMPLING if depth == 1 else 1,  # from here on only the frames that are asked for
                    dilation=step if depth < 2 else step // SUBSAMPLING,
                )
            )
        self.layers = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH, affine=False) for _ in OFFSETS)
        self.output = nn.Conv1d(WIDTH, OUTPUTS, 1)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """[clips, frames + 2 * CONTEXT, 40] to log-probabilities [clips, frames / 3 upwards, OUTPUTS]."""
        hidden = ((frames - self.mean) * self.scale).transpose(1, 2)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            hidden = norm(torch.relu(layer(hidden)))
        return torch.log_softmax(self.output(hidden), 1).transpose(1, 2)
