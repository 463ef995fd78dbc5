from collections import Counter

from analytics.conversation.folds import assign_folds, take_per_label


def test_folds_are_balanced_by_label() -> None:
    labels = ["a"] * 50 + ["b"] * 25
    folds = assign_folds(labels, list(range(75)), 5)
    assert Counter(zip(labels, folds, strict=True)) == {("a", n): 10 for n in range(5)} | {
        ("b", n): 5 for n in range(5)
    }


def test_a_group_stays_in_one_fold() -> None:
    groups = [number // 4 for number in range(60)]
    folds = assign_folds(["x", "y"] * 30, groups, 5)
    assert all(len({folds[n] for n in range(60) if groups[n] == group}) == 1 for group in set(groups))


def test_folds_depend_on_the_seed_only() -> None:
    args = (["a", "b"] * 20, list(range(40)), 5)
    assert assign_folds(*args, seed=1) == assign_folds(*args, seed=1)
    assert assign_folds(*args, seed=1) != assign_folds(*args, seed=2)


def test_take_per_label_takes_what_there_is() -> None:
    labels = ["a"] * 3 + ["b"] * 9
    taken = take_per_label(labels, range(12), 5)
    assert Counter(labels[n] for n in taken) == {"a": 3, "b": 5}
    assert taken == sorted(taken)
