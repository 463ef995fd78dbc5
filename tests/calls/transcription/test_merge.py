"""From words of channels to turns."""

from calls.transcription.merge import TimedWord, turns


def words(text: str, start: float, step: float = 0.3) -> list[TimedWord]:
    return [TimedWord(w, start + n * step, start + (n + 1) * step, 0.9) for n, w in enumerate(text.split())]


def said(*channels: tuple[str, list[TimedWord]]) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in turns(channels)]


def test_question_and_answer_alternate() -> None:
    caller = words("yes it is", 4.0) + words("thanks", 9.0)
    agent = words("is that the main line", 1.0) + words("great thank you", 6.0)
    assert said(("caller", caller), ("agent", agent)) == [
        ("agent", "is that the main line"),
        ("caller", "yes it is"),
        ("agent", "great thank you"),
        ("caller", "thanks"),
    ]


def test_a_second_of_silence_ends_a_turn_and_less_does_not() -> None:
    assert said(("caller", words("one two", 0.0) + words("three", 1.55))) == [("caller", "one two three")]
    assert said(("caller", words("one two", 0.0) + words("three", 1.6))) == [
        ("caller", "one two"),
        ("caller", "three"),
    ]


def test_talking_over_each_other_does_not_shred_the_sentences() -> None:
    caller = words("my number is five five five", 0.0)
    agent = words("go ahead please", 0.5)
    assert said(("caller", caller), ("agent", agent)) == [
        ("caller", "my number is five five five"),
        ("agent", "go ahead please"),
    ]


def test_a_short_remark_in_a_pause_splits_the_turn() -> None:
    caller = words("five five five", 0.0) + words("one two", 1.5)
    assert said(("caller", caller), ("agent", words("okay", 1.0, 0.2))) == [
        ("caller", "five five five"),
        ("agent", "okay"),
        ("caller", "one two"),
    ]


def test_words_keep_times_probability_and_offsets() -> None:
    (turn,) = turns([("unknown", words("hello there", 2.0))])
    assert [(w.text, w.begin, w.stop, w.start, w.end, w.probability) for w in turn.words] == [
        ("hello", 0, 5, 2.0, 2.3, 0.9),
        ("there", 6, 11, 2.3, 2.6, 0.9),
    ]


def test_nothing_said() -> None:
    assert turns([("caller", []), ("agent", [])]) == ()
