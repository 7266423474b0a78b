"""Trains one architecture of the digits search with PyTorch, on the GPU that it is given or else on the CPU.

Runs by hand as well:  /usr/bin/python3 train.py --arch arch.json --epochs 3 --stage search
"""

from __future__ import annotations

import sys
import time

import trial

try:
    import torch
    from torch import Tensor, nn

    from digits_data import SIDE, DataMissing, split_digits
    from network import build
except ImportError as error:
    trial.give_up(f"{error} in {sys.executable}; apt-get install python3-torch python3-sklearn is for /usr/bin/python3")


def main() -> None:
    arguments = trial.parse_arguments("Train one architecture on 8x8 handwritten digits.", learning_rate=0.003)
    # Trials run side by side: one that takes every core only slows the others down.
    torch.set_num_threads(1)
    torch.manual_seed(trial.seed())
    torch.backends.cudnn.deterministic = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        network = build(trial.read_architecture(arguments.arch)).to(device)
        data = split_digits(arguments.stage)
    except (trial.BadArchitecture, DataMissing) as problem:
        trial.give_up(problem)

    print(f"training on {device} for {arguments.epochs} epochs", file=sys.stderr)
    images, labels = torch.from_numpy(data.train_images).to(device), torch.from_numpy(data.train_labels).to(device)
    unseen = torch.from_numpy(data.validation_images).to(device)
    answers = torch.from_numpy(data.validation_labels).to(device)

    parameters = sum(parameter.numel() for parameter in network.parameters())
    latency = latency_ms(network, device)
    optimizer = torch.optim.Adam(network.parameters(), lr=arguments.learning_rate)
    batches = -(-len(labels) // arguments.batch_size)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, arguments.epochs * batches)
    started = time.perf_counter()
    for epoch in range(1, arguments.epochs + 1):
        loss = train_one_epoch(network, images, labels, arguments.batch_size, optimizer, schedule)
        accuracy, validation_loss = evaluate(network, unseen, answers)
        trial.report(
            epoch,
            accuracy=accuracy,
            loss=loss,
            validation_loss=validation_loss,
            parameters=parameters,
            latency_ms=latency,
            train_seconds=time.perf_counter() - started,
        )

    weights = trial.artifact("weights.pt") if arguments.stage == "full" else None
    if weights is not None:
        torch.save(network.state_dict(), weights)


def train_one_epoch(
    network: nn.Module,
    images: Tensor,
    labels: Tensor,
    batch_size: int,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.CosineAnnealingLR,
) -> float:
    """One pass over the training data in random order; returns its mean loss."""
    network.train()
    total = torch.zeros((), device=images.device)
    order = torch.randperm(len(labels)).to(images.device)
    for batch in order.split(batch_size):
        # A last batch of one image has no variance to normalise by, so that image waits for another epoch.
        if len(batch) == 1:
            continue
        loss = nn.functional.cross_entropy(network(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        total += loss.detach() * len(batch)
    return float(total) / len(labels)


@torch.no_grad()
def evaluate(network: nn.Module, images: Tensor, labels: Tensor) -> tuple[float, float]:
    """The accuracy and the mean loss on images that the network was not trained on."""
    network.eval()
    scores = network(images)
    accuracy = (scores.argmax(dim=1) == labels).double().mean()
    return float(accuracy), float(nn.functional.cross_entropy(scores, labels))


@torch.no_grad()
def latency_ms(network: nn.Module, device: torch.device, repeats: int = 50) -> float:
    """The time of a forward pass of one image: the least of many, since other processes can only add to it."""
    network.eval()
    image = torch.zeros(1, 1, SIDE, SIDE, device=device)
    times: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        network(image)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


if __name__ == "__main__":
    main()
