"""Bytes of files as they come from a bad disk, a cut transfer, or somebody's hands."""

HEAD_BYTES = 8192  # where tables of HDF5 are likely to be
BLOCK_BYTES = 512


def damaged(data, numbers):
    """The bytes, cut or changed in one of seven ways, by these random numbers. Never the same bytes."""
    ways = [flip, flips, cut, zero_block, copy_block, swap, append]
    while True:
        changed = bytearray(data)
        numbers.choice(ways)(changed, numbers)
        if changed != data:
            return bytes(changed)


def flip(changed, numbers):
    changed[numbers.randrange(len(changed))] ^= 1 << numbers.randrange(8)


def flips(changed, numbers):
    for _ in range(50):
        changed[numbers.randrange(len(changed))] ^= numbers.randrange(1, 256)


def cut(changed, numbers):
    del changed[numbers.randrange(len(changed)):]


def zero_block(changed, numbers):
    at = numbers.randrange(len(changed))
    changed[at:at + BLOCK_BYTES] = bytes(len(changed[at:at + BLOCK_BYTES]))


def copy_block(changed, numbers):
    at, other = numbers.randrange(len(changed)), numbers.randrange(len(changed))
    block = changed[other:other + BLOCK_BYTES][:len(changed) - at]
    changed[at:at + len(block)] = block


def swap(changed, numbers):
    at, other = numbers.randrange(len(changed)), numbers.randrange(len(changed))
    changed[at], changed[other] = changed[other], changed[at]


def append(changed, numbers):
    changed += numbers.randbytes(100)


def rewritten(data, numbers):
    """Some bytes changed, at the beginning more often than elsewhere, and none added or lost: what is sealed anew afterwards."""
    changed = bytearray(data)
    while changed == data:
        reach = len(changed) if numbers.random() < 0.4 else min(len(changed), HEAD_BYTES)
        for _ in range(numbers.choice([1, 2, 5, 20])):
            at = numbers.randrange(reach)
            changed[at] = numbers.choice([0, 255, changed[at] ^ (1 << numbers.randrange(8)), numbers.randrange(256)])
    return bytes(changed)
