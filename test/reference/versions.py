"""Pairs of PEP 440 versions in the order of the package `packaging` 26.2.

    python3 test/reference/versions.py > test/reference/versions-pypi.txt
"""
import random
from packaging.version import Version

rng = random.Random(1)


def make():
    text = ".".join(str(rng.choice([0, 0, 1, 2, 10])) for _ in range(rng.randint(1, 4)))
    if rng.random() < 0.15:
        text = f"{rng.randint(0, 2)}!{text}"
    if rng.random() < 0.4:
        text += rng.choice(["a", "b", "rc", ".alpha", "-beta.", "c", "pre"]) + str(rng.randint(0, 3))
    if rng.random() < 0.3:
        text += rng.choice([".post", "-", "-r", "rev", ".post."]) + str(rng.randint(0, 3))
    if rng.random() < 0.3:
        text += rng.choice([".dev", "dev", "-dev."]) + str(rng.randint(0, 3))
    if rng.random() < 0.2:
        text += "+" + rng.choice(["a", "1", "a.1", "a.b", "1.a", "ubuntu-1"])
    return text


for _ in range(1500):
    a, b = make(), make()
    left, right = Version(a), Version(b)
    print(a, b, (left > right) - (left < right))
