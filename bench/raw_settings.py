"""The product's settings with one more address: the raw probe, behind the same sign-in."""

from tuyen.settings import *  # noqa: F403

ROOT_URLCONF = "bench.raw"
