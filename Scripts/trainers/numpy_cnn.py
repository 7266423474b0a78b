"""Trains a small convolutional network on 8x8 handwritten digits with numpy alone, in less than a second.

Convolution, pooling, one hidden layer and the classes, with real gradients; the trainer of Lunas's own tests, and of
machines without PyTorch. An architecture is {"filters": 16, "kernel": 3, "hidden": 32, "activation": "relu"}.
Runs by hand as well:  /usr/bin/python3 numpy_cnn.py --arch arch.json --epochs 3 --stage search
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

# Trials run side by side: one whose matrix products take every core only slows the others down.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "searches/digits"))

import trial  # noqa: E402

try:
    import numpy as np
    from numpy.typing import NDArray

    from digits_data import CLASSES, SIDE, DataMissing, Images, Labels, split_digits
except ImportError as error:
    trial.give_up(f"{error} in {sys.executable}; apt-get install python3-numpy python3-sklearn is for /usr/bin/python3")

Array = NDArray[np.float32]
POOLED = SIDE // 2


class Network:
    """The network and its gradients, kept by parameter name."""

    def __init__(self, architecture: dict[str, Any], generator: np.random.Generator) -> None:
        filters = trial.decided(architecture, "filters", range(1, 129))
        self.kernel = trial.decided(architecture, "kernel", (3, 5))
        hidden = trial.decided(architecture, "hidden", range(1, 513))
        self.rectified = trial.decided(architecture, "activation", ("relu", "tanh")) == "relu"
        self.parameters: dict[str, Array] = {}
        shapes = {
            "conv": (self.kernel**2, filters),
            "hidden": (POOLED * POOLED * filters, hidden),
            "classes": (hidden, CLASSES),
        }
        for name, (inputs, outputs) in shapes.items():
            scale = np.sqrt(2 / inputs)
            self.parameters[name] = (scale * generator.standard_normal((inputs, outputs))).astype(np.float32)
            self.parameters[name + "_bias"] = np.zeros(outputs, np.float32)

    def scores(self, images: Images) -> Array:
        """The scores of each class, (n, 10)."""
        return self._forward(images)[-1]

    def gradients(self, images: Images, labels: Labels) -> tuple[float, dict[str, Array]]:
        """The mean cross entropy and its gradient by each parameter."""
        count = len(labels)
        patches, convolved, winners, pooled, hidden, scores = self._forward(images)
        loss, probabilities = cross_entropy(scores, labels)
        by: dict[str, Array] = {}

        toward = probabilities
        toward[np.arange(count), labels] -= 1
        toward /= count
        by["classes"], by["classes_bias"] = hidden.T @ toward, toward.sum(axis=0)

        toward = (toward @ self.parameters["classes"].T) * self._slope(hidden)
        by["hidden"], by["hidden_bias"] = pooled.T @ toward, toward.sum(axis=0)

        # Only the pixel that won a pool's maximum takes its gradient.
        toward = (toward @ self.parameters["hidden"].T).reshape(count, POOLED, POOLED, 1, -1)
        spread = np.where(np.arange(4)[:, None] == winners[:, :, :, None], toward, np.float32(0))
        flat = (ungroup(spread) * self._slope(convolved)).reshape(-1, convolved.shape[-1])
        by["conv"], by["conv_bias"] = patches.reshape(-1, self.kernel**2).T @ flat, flat.sum(axis=0)
        return loss, by

    def _forward(self, images: Images) -> tuple[Array, Array, NDArray[np.int64], Array, Array, Array]:
        pad = self.kernel // 2
        padded = np.pad(images[:, 0], ((0, 0), (pad, pad), (pad, pad)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (self.kernel, self.kernel), axis=(1, 2))
        patches = windows.reshape(len(images), SIDE, SIDE, -1)
        convolved = self._activated(patches @ self.parameters["conv"] + self.parameters["conv_bias"])
        grouped = group(convolved)
        winners = grouped.argmax(axis=3)
        pooled = grouped.max(axis=3).reshape(len(images), -1)
        hidden = self._activated(pooled @ self.parameters["hidden"] + self.parameters["hidden_bias"])
        scores = hidden @ self.parameters["classes"] + self.parameters["classes_bias"]
        return patches, convolved, winners, pooled, hidden, scores

    def _activated(self, values: Array) -> Array:
        return np.maximum(values, 0) if self.rectified else np.tanh(values)

    def _slope(self, activated: Array) -> Array:
        """The activation's slope where its result is `activated`."""
        return (activated > 0).astype(np.float32) if self.rectified else 1 - activated**2


class Adam:
    """The Adam optimizer."""

    def __init__(self, parameters: dict[str, Array], learning_rate: float) -> None:
        self.parameters = parameters
        self.learning_rate = learning_rate
        self.mean = {name: np.zeros_like(values) for name, values in parameters.items()}
        self.square = {name: np.zeros_like(values) for name, values in parameters.items()}
        self.steps = 0

    def step(self, gradients: dict[str, Array]) -> None:
        """Moves every parameter against its gradient."""
        self.steps += 1
        rate = self.learning_rate * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for name, gradient in gradients.items():
            self.mean[name] += 0.1 * (gradient - self.mean[name])
            self.square[name] += 0.001 * (gradient**2 - self.square[name])
            self.parameters[name] -= (rate * self.mean[name] / (np.sqrt(self.square[name]) + 1e-8)).astype(np.float32)


def group(images: Array) -> Array:
    """(n, 8, 8, f) as (n, 4, 4, 4, f): the four pixels of each 2x2 pool beside each other."""
    pools = images.reshape(len(images), POOLED, 2, POOLED, 2, -1)
    return pools.transpose(0, 1, 3, 2, 4, 5).reshape(len(images), POOLED, POOLED, 4, -1)


def ungroup(pools: Array) -> Array:
    """What `group` made, back as (n, 8, 8, f)."""
    apart = pools.reshape(len(pools), POOLED, POOLED, 2, 2, -1)
    return apart.transpose(0, 1, 3, 2, 4, 5).reshape(len(pools), SIDE, SIDE, -1)


def cross_entropy(scores: Array, labels: Labels) -> tuple[float, Array]:
    """The mean cross entropy, and the probability of each class."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -float(logarithms[np.arange(len(labels)), labels].mean()), np.exp(logarithms)


def latency_ms(network: Network, image: Images, repeats: int = 50) -> float:
    """The time of a forward pass of one image: the least of many, since other processes can only add to it."""
    times: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        network.scores(image)
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


def main() -> None:
    arguments = trial.parse_arguments("Train one small network on 8x8 handwritten digits.", learning_rate=0.003)
    generator = np.random.default_rng(trial.seed())
    try:
        network = Network(trial.read_architecture(arguments.arch), generator)
        data = split_digits(arguments.stage)
    except (trial.BadArchitecture, DataMissing) as problem:
        trial.give_up(problem)

    parameters = sum(values.size for values in network.parameters.values())
    latency = latency_ms(network, data.validation_images[:1])
    optimizer = Adam(network.parameters, arguments.learning_rate)
    started = time.perf_counter()
    for epoch in range(1, arguments.epochs + 1):
        order = generator.permutation(len(data.train_labels))
        total = 0.0
        for start in range(0, len(order), arguments.batch_size):
            batch = order[start : start + arguments.batch_size]
            loss, gradients = network.gradients(data.train_images[batch], data.train_labels[batch])
            optimizer.step(gradients)
            total += loss * len(batch)
        scores = network.scores(data.validation_images)
        trial.report(
            epoch,
            accuracy=float((scores.argmax(axis=1) == data.validation_labels).mean()),
            loss=total / len(order),
            validation_loss=cross_entropy(scores, data.validation_labels)[0],
            parameters=parameters,
            latency_ms=latency,
            train_seconds=time.perf_counter() - started,
        )

    weights = trial.artifact("weights.npz") if arguments.stage == "full" else None
    if weights is not None:
        np.savez(weights, **network.parameters)


if __name__ == "__main__":
    main()
