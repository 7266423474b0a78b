"""Builds the convolutional network that an architecture of the digits search describes.

An architecture is what `search.lua` proposes, for example
  {"stem": 16, "activation": "relu", "norm": true, "head": 32,
   "blocks": [{"op": "conv", "kernel": 3, "width": 32, "pool": true}]}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from digits_data import CLASSES, SIDE
from trial import BadArchitecture, decided

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}
OPERATIONS = ("conv", "separable", "residual", "identity")
WIDTHS = range(1, 129)


class Residual(nn.Module):
    """A convolution beside a shortcut, which is a 1x1 convolution where the width changes."""

    def __init__(self, inputs: int, width: int, kernel: int, norm: bool) -> None:
        super().__init__()
        self.path = nn.Sequential(nn.Conv2d(inputs, width, kernel, padding=kernel // 2), normalised(width, norm))
        self.shortcut = nn.Identity() if inputs == width else nn.Conv2d(inputs, width, 1)

    def forward(self, images: Tensor) -> Tensor:
        return self.path(images) + self.shortcut(images)


def build(architecture: dict[str, Any]) -> nn.Module:
    """The network: a stem, the blocks and the head; BadArchitecture names what cannot be built."""
    activation = ACTIVATIONS[decided(architecture, "activation", tuple(ACTIVATIONS))]
    norm = decided(architecture, "norm", (False, True))
    width = decided(architecture, "stem", WIDTHS)
    blocks = architecture.get("blocks")
    if not isinstance(blocks, list) or not blocks or not all(isinstance(block, dict) for block in blocks):
        raise BadArchitecture("blocks must be a list of at least one table")

    layers: list[nn.Module] = [nn.Conv2d(1, width, 3, padding=1), normalised(width, norm), activation()]
    side = SIDE
    for number, block in enumerate(blocks):
        where = f"blocks[{number}]."
        operation = decided(block, "op", OPERATIONS, where)
        if operation != "identity":
            kernel = decided(block, "kernel", (3, 5), where)
            outputs = decided(block, "width", WIDTHS, where)
            layers += [*body(operation, width, outputs, kernel, norm), activation()]
            width = outputs
        # One pixel cannot be pooled; an architecture that asks for it is the one that does not.
        if decided(block, "pool", (False, True), where) and side > 1:
            layers.append(nn.MaxPool2d(2))
            side //= 2

    layers.append(nn.Flatten())
    features = width * side * side
    hidden = decided(architecture, "head", range(513))
    if hidden > 0:
        layers += [nn.Linear(features, hidden), activation()]
        features = hidden
    return nn.Sequential(*layers, nn.Linear(features, CLASSES))


def body(operation: str, inputs: int, width: int, kernel: int, norm: bool) -> list[nn.Module]:
    """The layers of one block before its activation."""
    padding = kernel // 2
    if operation == "residual":
        return [Residual(inputs, width, kernel, norm)]
    if operation == "separable":
        depthwise = nn.Conv2d(inputs, inputs, kernel, padding=padding, groups=inputs)
        return [depthwise, nn.Conv2d(inputs, width, 1), normalised(width, norm)]
    return [nn.Conv2d(inputs, width, kernel, padding=padding), normalised(width, norm)]


def normalised(width: int, norm: bool) -> nn.Module:
    """Batch normalisation, or nothing."""
    return nn.BatchNorm2d(width) if norm else nn.Identity()
