"""am/final.mdl: the transitions, and the trained network with its normalisation folded into the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from tests.voice.making import phones
from tests.voice.making.features import CEPSTRA
from tests.voice.making.kaldi import compressed_matrix, double, integer, integers, single, token, vector
from tests.voice.making.network import CONTEXT, OFFSETS, OUTPUTS, WIDTH
from tests.voice.making.phones import SILENCE, SILENCE_CHANCES, SOUND_CHANCES

SHARES_COUNT = 0.6
"""How far what is said often is held against it; 1 would be Bayes."""

Layer = tuple[np.ndarray, np.ndarray]


def acoustic_model(trained: Path) -> bytes:
    """What Vosk reads, from what training wrote."""
    saved = torch.load(trained)
    state = {name: tensor.double().numpy() for name, tensor in saved["network"].items()}
    shares = saved["shares"].double().numpy().clip(1e-5) ** SHARES_COUNT
    return b"\0B" + _transitions() + _network(_layers(state)) + _context() + token("<Priors>") + vector(shares)


def _context() -> bytes:
    """How many frames the network looks back and ahead."""
    return token("<LeftContext>") + integer(CONTEXT) + token("<RightContext>") + integer(CONTEXT)


def _transitions() -> bytes:
    ids = list(range(1, phones.COUNT + 1))
    kinds = [-1, 0] + [1] * (phones.COUNT - 1)
    silence = [(0, [(0, SILENCE_CHANCES[0]), (1, SILENCE_CHANCES[1])]), (-1, [])]
    stays, to_blank, ends, blank_stays, blank_ends = SOUND_CHANCES
    sound = [(0, [(0, stays), (1, to_blank), (2, ends)]), (1, [(1, blank_stays), (2, blank_ends)]), (-1, [])]
    written = token("<TransitionModel>") + token("<Topology>") + integers(ids) + integers(kinds) + integer(2)
    for entry in (silence, sound):
        written += integer(len(entry))
        for kind, arcs in entry:
            written += integer(kind) + integer(len(arcs)) + b"".join(integer(to) + single(chance) for to, chance in arcs)
    triples = [(SILENCE, 0, 0)]
    for phone in ids[1:]:
        triples += [(phone, 0, phones.output(phone)), (phone, 1, 0)]
    written += token("</Topology>") + token("<Triples>") + integer(len(triples))
    written += b"".join(integer(number) for triple in triples for number in triple) + token("</Triples>")
    written += token("<LogProbs>") + vector([0.0, *phones.log_chances()]) + token("</LogProbs>")
    return written + token("</TransitionModel>")


def _layers(state: dict[str, np.ndarray]) -> list[Layer]:
    """Weights [out, offsets * in] and biases; each layer takes the normalisation of what comes before it into itself."""
    mean, scale = state["mean"], state["scale"]
    layers = []
    for depth in range(len(OFFSETS) + 1):
        name = f"layers.{depth}" if depth < len(OFFSETS) else "output"
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        weight = weight * scale[None, :, None]
        bias = bias - (weight * mean[None, :, None]).sum((1, 2))
        layers.append((weight.transpose(0, 2, 1).reshape(len(bias), -1), bias))
        if depth < len(OFFSETS):
            mean = state[f"norms.{depth}.running_mean"]
            scale = 1 / np.sqrt(state[f"norms.{depth}.running_var"] + 1e-5)
    return layers


def _network(layers: list[Layer]) -> bytes:
    written = token("<Nnet3>") + b"\n" + _wiring().encode() + b"\n" + token("<NumComponents>") + integer(2 * len(layers))
    for depth, layer in enumerate(layers[:-1]):
        written += _affine(f"layer{depth}.affine", layer) + _plain(f"layer{depth}.relu", "RectifiedLinearComponent", WIDTH)
    written += _affine("output.affine", layers[-1]) + _plain("output.log-softmax", "LogSoftmaxComponent", OUTPUTS)
    return written + token("</Nnet3>")


def _wiring() -> str:
    lines = [f"input-node name=input dim={CEPSTRA}"]
    below = "input"
    for depth, offsets in enumerate(OFFSETS):
        spliced = ", ".join(below if offset == 0 else f"Offset({below}, {offset})" for offset in offsets)
        lines += _nodes(f"layer{depth}", "relu", f"Append({spliced})")
        below = f"layer{depth}.relu"
    lines += _nodes("output", "log-softmax", below)
    lines.append("output-node name=output input=output.log-softmax objective=linear")
    return "\n".join(lines) + "\n"


def _nodes(name: str, after: str, source: str) -> list[str]:
    affine, then = f"{name}.affine", f"{name}.{after}"
    return [
        f"component-node name={affine} component={affine} input={source}",
        f"component-node name={then} component={then} input={affine}",
    ]


def _affine(name: str, layer: Layer) -> bytes:
    weight, bias = layer
    kind = "FixedAffineComponent"
    body = token("<LinearParams>") + compressed_matrix(weight) + token("<BiasParams>") + vector(bias)
    return token("<ComponentName>") + token(name) + token(f"<{kind}>") + body + token(f"</{kind}>")


def _plain(name: str, kind: str, width: int) -> bytes:
    """A component without weights; the statistics that Kaldi wants to read are empty."""
    body = token("<Dim>") + integer(width) + token("<ValueAvg>") + vector([]) + token("<DerivAvg>") + vector([])
    body += token("<Count>") + double(0)
    body += token("<OderivRms>") + vector([]) + token("<OderivCount>") + double(0)
    body += token("<NumDimsSelfRepaired>") + double(0) + token("<NumDimsProcessed>") + double(0)
    return token("<ComponentName>") + token(name) + token(f"<{kind}>") + body + token(f"</{kind}>")
