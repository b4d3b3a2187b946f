"""The Merkle tree of RFC 6962, section 2.1, over hashes that the entries' own rows keep.

Row i keeps the hashes that leaf i completes, the leaf's own first: two on average. The node that
covers 2^level leaves and is the n-th of its level (from 0) is therefore in row (n+1)·2^level - 1,
at place `level`. Rows are never changed, and any proof is read from about 40 of them at most. The
head keeps the size and the peaks: the roots of the whole subtrees, the largest first.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]  # Leaves from the first number up to, not including, the second.
Fetch = Callable[[int, int], bytes]  # The stored node of (level, n).


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def append(size: int, peaks: Sequence[bytes], leaf: bytes) -> tuple[list[bytes], list[bytes]]:
    """The hashes that one more leaf completes, the leaf first, and the peaks after it."""
    left = list(peaks)
    completed = [leaf]
    while size & 1:
        completed.append(node_hash(left.pop(), completed[-1]))
        size >>= 1
    return completed, [*left, completed[-1]]


def root(peaks: Sequence[bytes]) -> bytes:
    """The root of the tree with these peaks."""
    if not peaks:
        return EMPTY_ROOT
    *others, whole = peaks
    for peak in reversed(others):
        whole = node_hash(peak, whole)
    return whole


def row_of(level: int, n: int) -> int:
    """The row that keeps the node (level, n), at place `level` among its hashes."""
    return ((n + 1) << level) - 1


def nodes(leaves: Range) -> list[tuple[int, int]]:
    """The stored nodes, (level, n) from the left, that together cover a range of a proof."""
    first, end = leaves
    cover = []
    while first < end:
        level = (end - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        cover.append((level, first >> level))
        first += 1 << level
    return cover


def hashes(ranges: Sequence[Range], fetch: Fetch) -> list[bytes]:
    """The hash of each range, from stored nodes."""
    return [root([fetch(level, n) for level, n in nodes(leaves)]) for leaves in ranges]


def inclusion(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` is in the tree of `size`, its sibling first."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((first, middle))
            first = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the tree of `new` leaves extends that of `old`."""
    if not 1 <= old <= new:
        raise ValueError("no tree of this size extends the other")
    path = []
    first, end = 0, new
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((first, middle))
            first = middle
    if first:  # Else the old tree is itself a subtree, whose root the checker holds.
        path.append((first, end))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that this proof leads to; None where it has a hash too few or too many."""
    if not 0 <= index < size:
        return None
    last = size - 1
    for sibling in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            leaf = node_hash(sibling, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index >> 1, last >> 1
    return leaf if last == 0 else None


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], whole: bytes) -> bool:
    """Whether the proof shows this leaf at this place under the root `whole` of that size."""
    return root_from_inclusion(leaf, index, size, proof) == whole


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree begins with all the leaves of the old."""
    if not 1 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    # Where the old tree is one whole subtree, its root is left out of the proof.
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old_tree = new_tree = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_tree = node_hash(sibling, old_tree)
            new_tree = node_hash(sibling, new_tree)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new_tree = node_hash(new_tree, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and (old_tree, new_tree) == (old_root, new_root)


def _split(size: int) -> int:
    """The largest power of two below `size` (RFC 6962, 2.1)."""
    return 1 << (size - 1).bit_length() - 1
