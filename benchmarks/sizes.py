"""How much each section reads: what is wanted, what fits into an evening, what proves a change."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Numbers of conversations, unless the name says otherwise."""

    rate: int = 20_000
    slow_rate: int = 1_200
    shared_rate: int = 6_000
    capacity: int = 10_000
    contacts: int = 100_000
    memory: tuple[int, ...] = (5_000, 20_000, 50_000)
    giants: int = 10
    giant_kb: int = 100
    unchanged: int = 5_000
    growth_seed: int = 5_000
    growth: tuple[int, ...] = (10_000, 50_000)
    growth_replies: int = 527
    """Of 5,000 conversations as many draws hit 500 different ones."""
    reports: int = 20_000
    peers: int = 600


USUAL = Sizes()
LARGE = Sizes(
    contacts=1_000_000,
    memory=(5_000, 20_000, 50_000, 200_000),
    giants=100,
    growth=(10_000, 50_000, 200_000),
    reports=200_000,
)
SMALL = Sizes(
    rate=6_000,
    slow_rate=600,
    shared_rate=4_000,
    capacity=1_000,
    contacts=6_000,
    memory=(500, 1_000),
    giants=3,
    giant_kb=10,
    unchanged=300,
    growth_seed=500,
    growth=(1_000, 2_000),
    growth_replies=50,
    reports=4_000,
    peers=40,
)
"""Seconds, not minutes: to see that the benchmark works, never for a figure to quote."""
