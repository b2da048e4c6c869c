"""Luck: where the random numbers of the reference come from.

`AddressedLuck` draws as the model does: every number is a function of (seed, what for, month, who,
with whom), written here once more in plain Python. `PlainLuck` is `random.Random`, as in any other
Mesa model: the next number, whoever asks.
"""

import hashlib
import random
from functools import cache
from statistics import NormalDist

WORD = 0xFFFFFFFF

inverse_normal = NormalDist().inv_cdf


def philox(counter, key):
    """The four words of one block of Philox4x32-10 (Salmon et al. 2011)."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        low, high = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (high >> 32) ^ x1 ^ k0, high & WORD, (low >> 32) ^ x3 ^ k1, low & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return x0, x1, x2, x3


@cache
def hash_of(what):
    """The first four bytes of the name's BLAKE2s hash."""
    return int.from_bytes(hashlib.blake2s(what.encode()).digest()[:4], "little")


class AddressedLuck:
    """The same person, the same luck: numbers by address, in any order of asking."""

    def __init__(self, seed):
        self.key = seed & WORD, seed >> 32
        self.month = 0

    def begin_month(self, address):
        """Move to a month; `address` counts the first month of a run as 1."""
        self.month = address

    def uniform(self, what, person, other=0, index=0):
        """A number in (0, 1) for this person, or these two, this month."""
        return self._at(what, person, other, self.month << 16 | index)

    def normal(self, what, person, other=0, index=0):
        """A standard normal number for this person, or these two, this month."""
        return inverse_normal(self.uniform(what, person, other, index))

    def lasting_uniform(self, what, person, other=0, index=0):
        """A number in (0, 1) that is the same whenever it is asked for."""
        return self._at(what, person, other, index)

    def lasting_normal(self, what, person, other=0, index=0):
        """A standard normal number that is the same whenever it is asked for."""
        return inverse_normal(self._at(what, person, other, index))

    def words(self, what, one, other, index):
        """Four whole numbers of 32 bits that two units share for good."""
        return philox((one, other, index, hash_of(what)), self.key)

    def _at(self, what, person, other, word):
        x0, x1, _, _ = philox((person, other, word, hash_of(what)), self.key)
        return ((x0 << 32 | x1) // 4096 + 0.5) / 2.0**52


class PlainLuck:
    """The standard library's generator; what lasts is remembered."""

    def __init__(self, source):
        self.random = source
        self.remembered = {}

    def begin_month(self, address):
        """Time does not matter here."""

    def uniform(self, what, person, other=0, index=0):
        """The next number in (0, 1)."""
        return self.random.random() or 2.0**-54

    def normal(self, what, person, other=0, index=0):
        """The next standard normal number."""
        return self.random.gauss(0.0, 1.0)

    def lasting_uniform(self, what, person, other=0, index=0):
        """A number in (0, 1), drawn when it is first asked for."""
        return self._remembered(self.uniform, (what, person, other, index))

    def lasting_normal(self, what, person, other=0, index=0):
        """A standard normal number, drawn when it is first asked for."""
        return self._remembered(self.normal, (what, person, other, index))

    def words(self, what, one, other, index):
        """Four whole numbers of 32 bits that two units share for good."""
        key = what, one, other, index
        return self._remembered(lambda *_: [self.random.getrandbits(32) for _ in range(4)], key)

    def _remembered(self, draw, key):
        if key not in self.remembered:
            self.remembered[key] = draw(*key)
        return self.remembered[key]


def luck_of(randomness, seed, source: random.Random):
    """Luck by its name: "addressed" from a seed, or "plain" from a generator."""
    return {"addressed": lambda: AddressedLuck(seed), "plain": lambda: PlainLuck(source)}[
        randomness
    ]()
