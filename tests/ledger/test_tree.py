from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.ledger import tree
from tests.ledger.vectors import VECTORS

TREE = VECTORS["tree"]
LARGEST = 130


def unhex(digests: list[str]) -> list[bytes]:
    return [bytes.fromhex(digest) for digest in digests]


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf_hash(f"entry {i}".encode()) for i in range(size)]


class Rows:
    """What the rows of a log keep, as the table has it."""

    def __init__(self, leaves: list[bytes]):
        self.rows, self.peaks = [], []
        for size, leaf in enumerate(leaves):
            completed, self.peaks = tree.append(size, self.peaks, leaf)
            self.rows.append(completed)

    def fetch(self, level: int, n: int) -> bytes:
        return self.rows[tree.row_of(level, n)][level]


# An implementation of its own, word for word from RFC 6962, section 2.1, and slow.


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(leaves)
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_split(leaves: list[bytes]) -> int:
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return k


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = naive_split(leaves)
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = naive_split(leaves)
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], whole=False), naive_root(leaves[:k])]


@pytest.fixture(scope="module")
def leaves():
    return leaves_of(LARGEST)


@pytest.fixture(scope="module")
def rows(leaves):
    return Rows(leaves)


@pytest.fixture(scope="module")
def roots(leaves):
    return [naive_root(leaves[:size]) for size in range(LARGEST + 1)]


def test_the_published_leaves_and_roots_are_ours():
    published = TREE["published"]
    leaves = [tree.leaf_hash(bytes.fromhex(data)) for data in published["leaf_data"]]

    assert leaves == unhex(published["leaves"])
    assert [tree.root(Rows(leaves[:size]).peaks) for size in range(9)] == unhex(published["roots"])


def test_a_node_and_the_vectors_roots_are_ours():
    node = TREE["node"]

    assert tree.node_hash(*unhex([node["left"], node["right"]])).hex() == node["node"]
    assert leaves_of(20) == unhex(TREE["leaves"])
    for case in TREE["roots"]:
        assert tree.root(Rows(leaves_of(case["size"])).peaks).hex() == case["root"]


def test_the_root_of_every_size_is_that_of_the_naive_tree(leaves, roots):
    assert [tree.root(Rows(leaves[:size]).peaks) for size in range(LARGEST + 1)] == roots


def test_a_row_keeps_its_leaf_and_the_whole_subtrees_that_end_with_it(rows, leaves):
    for row, completed in enumerate(rows.rows):
        ends = row + 1
        sizes = [1 << level for level in range(8) if ends % (1 << level) == 0]
        assert completed == [naive_root(leaves[ends - size : ends]) for size in sizes]


def test_every_inclusion_proof_is_the_naive_one_and_proves_its_leaf_alone(leaves, rows, roots):
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = tree.hashes(tree.inclusion(index, size), rows.fetch)
            assert proof == naive_path(index, leaves[:size])
            assert tree.included(leaves[index], index, size, proof, roots[size])
            assert not tree.included(leaves[index - 1], index, size, proof, roots[size])


def test_every_consistency_proof_is_the_naive_one_and_proves_its_trees(leaves, rows, roots):
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            proof = tree.hashes(tree.consistency(old, new), rows.fetch)
            assert proof == naive_subproof(old, leaves[:new], whole=True)
            assert tree.extends(old, roots[old], new, roots[new], proof)
            assert not tree.extends(old, roots[old - 1], new, roots[new], proof)


@given(st.data())
def test_a_proof_with_a_hash_less_more_or_other_is_refused(leaves, rows, roots, data):
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.hashes(tree.inclusion(index, size), rows.fetch)
    place = data.draw(st.integers(0, len(proof) - 1))
    other = sha256(proof[place]).digest()
    damaged = [
        proof[:place] + proof[place + 1 :],
        [*proof[:place], other, *proof[place:]],
        [*proof[:place], other, *proof[place + 1 :]],
    ]

    for hashes in damaged:
        assert not tree.included(leaves[index], index, size, hashes, roots[size])


@given(st.data())
def test_a_consistency_proof_with_a_hash_less_more_or_other_is_refused(rows, roots, data):
    new = data.draw(st.integers(2, LARGEST))
    old = data.draw(st.integers(1, new - 1))
    proof = tree.hashes(tree.consistency(old, new), rows.fetch)
    place = data.draw(st.integers(0, len(proof) - 1))
    other = sha256(proof[place]).digest()
    damaged = [
        proof[:place] + proof[place + 1 :],
        [*proof[:place], other, *proof[place:]],
        [*proof[:place], other, *proof[place + 1 :]],
    ]

    for hashes in damaged:
        assert not tree.extends(old, roots[old], new, roots[new], hashes)


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']} of {c['size']}")
def test_the_published_inclusion_proofs_are_ours(case):
    index, size = case["index"], case["size"]
    leaves = leaves_of(size)
    rows = Rows(leaves)

    assert tree.hashes(tree.inclusion(index, size), rows.fetch) == unhex(case["hashes"])
    assert tree.included(leaves[index], index, size, unhex(case["hashes"]), tree.root(rows.peaks))


@pytest.mark.parametrize("case", VECTORS["inclusion_bad"], ids=lambda c: c["why"])
def test_the_published_bad_inclusion_proofs_are_refused(case):
    index, size = case["index"], case["size"]
    leaf = leaves_of(12)[index]
    root = tree.root(Rows(leaves_of(size)).peaks)

    assert not tree.included(leaf, index, size, unhex(case["hashes"]), root)


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['from']} to {c['to']}")
def test_the_published_consistency_proofs_are_ours(case):
    old, new = Rows(leaves_of(case["from"])), Rows(leaves_of(case["to"]))
    proof = unhex(case["hashes"])

    assert tree.hashes(tree.consistency(case["from"], case["to"]), new.fetch) == proof
    assert tree.extends(case["from"], tree.root(old.peaks), case["to"], tree.root(new.peaks), proof)


@pytest.mark.parametrize("case", VECTORS["consistency_bad"], ids=lambda c: c["why"])
def test_the_published_bad_consistency_proofs_are_refused(case):
    old, new = (tree.root(Rows(leaves_of(case[size])).peaks) for size in ("from", "to"))

    assert not tree.extends(case["from"], old, case["to"], new, unhex(case["hashes"]))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no such leaf"):
        tree.inclusion(index, size)
    assert tree.root_from_inclusion(b"", index, size, []) is None


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_proof_that_a_tree_extends_nothing_or_a_larger_one(old, new):
    with pytest.raises(ValueError, match="no tree"):
        tree.consistency(old, new)
    assert not tree.extends(old, tree.EMPTY_ROOT, new, tree.EMPTY_ROOT, [])


def test_a_consistency_proof_without_hashes_proves_nothing(roots):
    for old in range(1, 11):
        assert not tree.extends(old, roots[old], 11, roots[11], [])
