#!/usr/bin/python3
"""Where does a trained denoiser memorise? A small network, trained on n points, beside the two functions between which it lies: the posterior
mean of its own training set, which a network of infinite capacity learns, and that of the law of the points.

usage: denoiser.py [--points N] [--steps N] [--output FIGURE.png]
Below the time where the two functions part, a network that is much nearer to the first than to the second has memorised its points.
"""
import argparse

import matplotlib.pyplot as plt
import numpy as np
import regimes
import torch

DIMENSION, MEAN, WIDTH, BATCH = 8, 0.8, 256, 512
TIMES = np.geomspace(0.03, 3, 16)
TEST_POINTS = 500
CLEARLY = 0.5  # nearer to the one than to the middle between the two


def noised(points, t, rng):
    """x = e^{-t} a + sqrt(Delta_t) z."""
    return np.exp(-t) * points + np.sqrt(-np.expm1(-2 * t)) * rng.normal(size=points.shape)


class Denoiser(torch.nn.Module):
    """(x, ln t) -> an estimate of the clean point."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(DIMENSION + 1, WIDTH), torch.nn.SiLU(), torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU(),
                                          torch.nn.Linear(WIDTH, WIDTH), torch.nn.SiLU(), torch.nn.Linear(WIDTH, DIMENSION))

    def forward(self, x, t):
        return self.layers(torch.cat([x, torch.log(t)], dim=1))


def train(points, steps):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    network, points = Denoiser(), torch.tensor(points, dtype=torch.float32)
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        a = points[torch.randint(len(points), (BATCH,))]
        t = torch.exp(torch.empty(BATCH, 1).uniform_(float(np.log(TIMES[0])), float(np.log(TIMES[-1]))))
        x = torch.exp(-t) * a + torch.sqrt(-torch.expm1(-2 * t)) * torch.randn_like(a)
        loss = (network(x, t) - a).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return network


def distances(network, training_set, law, rng):
    """Mean squared distance of the network, per time, to the posterior mean of the training set and to that of the law, on noised fresh points
    of the law: [time, 2], in units of that between the two functions."""
    fresh = law.sample(TEST_POINTS, 2, 0)
    rows = []
    for t in TIMES:
        x = noised(fresh, t, rng)
        with torch.no_grad():
            found = network(torch.tensor(x, dtype=torch.float32), torch.full((len(x), 1), float(t))).numpy()
        memorised, true = training_set.posterior_mean(x, t), regimes.laws.population(law, x, t)["mean"]
        apart = np.square(memorised - true).sum(axis=1).mean()
        rows.append([np.square(found - target).sum(axis=1).mean() / apart for target in (memorised, true)])
    return np.array(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=100, help="training points (100)")
    parser.add_argument("--steps", type=int, default=6000, help="of training (6000)")
    parser.add_argument("--output", default="denoiser.png", help="the figure (denoiser.png)")
    options = parser.parse_args()
    law = regimes.laws.mixture(DIMENSION, MEAN)
    points = law.sample(options.points, 1, 0)
    collapse = regimes.theory.collapse(dimension=DIMENSION, mean_amplitude=MEAN, points=options.points)["collapse_time_information"].item()
    network = train(points, options.steps)
    table = distances(network, regimes.TrainingSet(points), law, np.random.default_rng(3))
    print(f"n = {options.points}, d = {DIMENSION}, t_C = {collapse:.3f}; squared distance of the network, over that between the two posterior means")
    print("     t  to the training set's  to the law's")
    for t, (memorised, true) in zip(TIMES, table):
        print(f"{t:6.3f}  {memorised:21.3f}  {true:12.3f}" + ("  memorises" if memorised < min(true, CLEARLY) else ""))
    plt.loglog(TIMES, table, marker="o", label=["to the posterior mean of its training set", "to that of the law"])
    plt.axvline(collapse, linestyle=":", color="gray", label="collapse time of the training set")
    plt.xlabel("diffusion time $t$")
    plt.ylabel("squared distance of the network,\nover that between the two")
    plt.legend()
    plt.tight_layout()
    plt.savefig(options.output)


if __name__ == "__main__":
    main()
