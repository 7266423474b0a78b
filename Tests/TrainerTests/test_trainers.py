"""Tests of the trainers that Lunas ships: /usr/bin/python3 -m unittest discover -s Tests/TrainerTests"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[2] / "Scripts"
sys.path[:0] = [str(SCRIPTS / "searches/digits"), str(SCRIPTS / "trainers")]

import numpy as np  # noqa: E402

from digits_data import load_digits, split_digits  # noqa: E402
from numpy_cnn import Network, cross_entropy  # noqa: E402

BLOCK = {"op": "separable", "kernel": 3, "width": 8, "pool": True}
TORCH = {"stem": 8, "activation": "relu", "norm": True, "head": 32, "blocks": [BLOCK]}
NUMPY = {"filters": 8, "kernel": 3, "hidden": 16, "activation": "relu"}
TRAINERS: dict[str, dict[str, Any]] = {"searches/digits/train.py": TORCH, "trainers/numpy_cnn.py": NUMPY}


class SplitTests(unittest.TestCase):
    def images_of(self, *parts: np.ndarray) -> set[bytes]:
        return {image.tobytes() for part in parts for image in part}

    def test_sizes_and_balance(self) -> None:
        search, full = split_digits("search"), split_digits("full")
        self.assertEqual(len(search.train_labels) + len(search.validation_labels), len(full.train_labels))
        self.assertEqual(len(full.train_labels) + len(full.validation_labels), 1797)
        for part, each in ((full.validation_labels, 36), (search.validation_labels, 14.4)):
            self.assertTrue(np.all(abs(np.bincount(part, minlength=10) - each) <= 1), np.bincount(part))

    def test_stage_1_never_sees_the_real_validation_data(self) -> None:
        search, full = split_digits("search"), split_digits("full")
        held_out = self.images_of(full.validation_images)
        self.assertFalse(held_out & self.images_of(search.train_images, search.validation_images))
        self.assertFalse(self.images_of(search.train_images) & self.images_of(search.validation_images))
        self.assertFalse(held_out & self.images_of(full.train_images))

    def test_every_image_keeps_its_label(self) -> None:
        labels = {image.tobytes(): label for image, label in zip(*load_digits(), strict=True)}
        for stage in ("search", "full"):
            split = split_digits(stage)
            for image, label in zip(split.train_images, split.train_labels, strict=True):
                self.assertEqual(labels[image.tobytes()], label)


class GradientTests(unittest.TestCase):
    def test_gradients_agree_with_finite_differences(self) -> None:
        images, labels = (part[:16] for part in load_digits())
        # Blank pixels are all equal, so a pool's maximum would sit exactly where it has no slope.
        images = images.astype(np.float64) + np.random.default_rng(1).uniform(0, 0.1, images.shape)
        for activation in ("relu", "tanh"):
            network = Network({**NUMPY, "activation": activation}, np.random.default_rng(0))
            for name, values in network.parameters.items():
                network.parameters[name] = values.astype(np.float64)
            _, gradients = network.gradients(images, labels)
            for name, values in network.parameters.items():
                for index in (0, values.size // 2, values.size - 1):
                    losses = []
                    for change in (1e-6, -2e-6):
                        values.flat[index] += change
                        losses.append(cross_entropy(network.scores(images), labels)[0])
                    values.flat[index] += 1e-6
                    slope = (losses[0] - losses[1]) / 2e-6
                    self.assertAlmostEqual(gradients[name].flat[index], slope, places=6, msg=f"{activation} {name}")


class ContractTests(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def train(self, trainer: str, architecture: Any, stage: str = "search", **environment: str) -> Any:
        path = self.folder / "arch.json"
        if architecture is not None:
            path.write_text(json.dumps(architecture))
        argv = [sys.executable, str(SCRIPTS / trainer), "--arch", str(path), "--epochs", "2", "--stage", stage]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LUNAS_")}
        return subprocess.run(argv, env={**clean, **environment}, capture_output=True, text=True, timeout=100)

    def test_by_hand_metrics_are_standard_output_and_a_seed_repeats_them(self) -> None:
        for trainer, architecture in TRAINERS.items():
            runs = []
            for seed in ("7", "7", "18446744073709551615"):
                result = self.train(trainer, architecture, LUNAS_SEED=seed)
                self.assertEqual(result.returncode, 0, result.stderr)
                runs.append([json.loads(line) for line in result.stdout.splitlines()])
            self.assertEqual([line["step"] for line in runs[0]], [1, 2])
            self.assertGreaterEqual(
                runs[0][1].keys(), {"accuracy", "loss", "parameters", "latency_ms", "train_seconds"}
            )
            losses = [[line["loss"] for line in run] for run in runs]
            self.assertEqual(losses[0], losses[1])
            self.assertNotEqual(losses[0], losses[2])

    def test_metrics_are_appended_and_only_full_training_keeps_weights(self) -> None:
        for trainer, architecture in TRAINERS.items():
            folder = Path(tempfile.mkdtemp(dir=self.folder))
            metrics = folder / "metrics.jsonl"
            given = {"LUNAS_METRICS": str(metrics), "LUNAS_TRIAL_DIR": str(folder)}
            for stage, lines, artifacts in (("search", 2, 0), ("full", 4, 1)):
                result = self.train(trainer, architecture, stage, **given)
                self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
                self.assertEqual(len(metrics.read_text().splitlines()), lines)
                self.assertEqual(len(list(folder.glob("artifacts/*"))), artifacts)

    def test_bad_input_is_one_plain_line(self) -> None:
        torch, small = TRAINERS
        cases = [
            (torch, {**TORCH, "blocks": [{**BLOCK, "op": "pool"}]}, 'blocks[0].op is "pool", expected one of "conv"'),
            (torch, {**TORCH, "blocks": []}, "blocks must be a list of at least one table"),
            (torch, {**TORCH, "norm": 1}, "norm is 1, expected one of false, true"),
            (small, {**NUMPY, "filters": 0}, "filters is 0, expected 1 to 128"),
            (small, {"filters": 8}, "kernel is missing, expected one of 3, 5"),
            (small, [], "must hold an object"),
        ]
        for trainer, architecture, message in cases:
            result = self.train(trainer, architecture)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
            self.assertIn(message, result.stderr)

    def test_a_missing_file_is_one_plain_line(self) -> None:
        for trainer in TRAINERS:
            result = self.train(trainer, None)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, r"^\w+\.py: cannot read .*arch\.json: No such file or directory\n$")


if __name__ == "__main__":
    unittest.main()
