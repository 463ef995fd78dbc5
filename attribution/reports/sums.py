"""Reading the daily sums a question asks for."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from attribution.reports.dimensions import OF_CALL, OF_ORIGIN, TIME
from attribution.reports.report import Question
from attribution.rollups.credit import Sum
from compliance.tenancy import require_account_id

COLUMNS = ", ".join(
    f"coalesce({'max' if name == 'largest' else 'sum'}(d.{name}), 0)::float8" for name in Sum._fields
)
INNER = ", ".join(f"{'max' if name == 'largest' else 'sum'}(d.{name}) AS {name}" for name in Sum._fields)
# Rows are added up by numbers first, however many they are; the names that lines go by are worked out for what is left.
CREDIT = """
SELECT {key} AS key, {columns} FROM ({added}) d {origins} WHERE {within} IS NULL OR {within} = %(within)s GROUP BY 1
"""
CROSSED = """
SELECT {key} AS key, {across} AS across, {columns}
FROM ({added}) d {origins} WHERE {within} IS NULL OR {within} = %(within)s GROUP BY 1, 2
"""
ADDED = """
SELECT {keys}, {sums} FROM attribution_{table} d
WHERE d.account_id = %(account)s AND d.day >= %(start)s AND d.day <= %(end)s {more} GROUP BY {keys}
"""
OF_RULE = "AND d.rule = %(rule)s"
ORIGINS = "JOIN attribution_origin o ON o.id = d.origin_id"
CALLS = """
SELECT {key} AS key, {columns} FROM attribution_callday d
WHERE d.account_id = %(account)s AND d.day >= %(start)s AND d.day <= %(end)s GROUP BY 1
"""
CALLS_CROSSED = """
SELECT {key} AS key, {across} AS across, {columns} FROM attribution_callday d
WHERE d.account_id = %(account)s AND d.day >= %(start)s AND d.day <= %(end)s GROUP BY 1, 2
"""
VISITS = """
SELECT {key} AS key, sum(d.visits)::int FROM ({added}) d {origins}
WHERE {within} IS NULL OR {within} = %(within)s GROUP BY 1
"""
DAYS = """
SELECT d.day, sum(d.conversions), sum(d.value) FROM attribution_creditday d
WHERE d.account_id = %(account)s AND d.rule = %(rule)s AND d.day >= %(start)s AND d.day <= %(end)s AND d.origin_id IN (
    SELECT o.id FROM attribution_origin o WHERE o.account_id = %(account)s AND {key} = ANY(%(keys)s)
        AND ({within} IS NULL OR {within} = %(within)s)
)
GROUP BY 1
"""


class Share(NamedTuple):
    """The sums of one dimension value."""

    key: str
    sums: Sum


def credited(question: Question, rule: str) -> list[Share]:
    """What each dimension value gets under a rule that splits journeys by touch."""
    if question.by in OF_CALL:
        return _shares(CALLS.format(key=OF_CALL[question.by], columns=COLUMNS), question)
    return _shares(_formatted(CREDIT, question, "creditday", INNER, OF_RULE), question, rule=rule)


def told(question: Question) -> Sum:
    """The same figures of all calls, whoever gets the credit."""
    return _shares(CALLS.format(key="''", columns=COLUMNS), question, none=[Share("", Sum(*[0.0] * 9))])[
        0
    ].sums


def told_by(question: Question, by: str) -> list[Share]:
    """The figures of all calls, whoever gets the credit, by one of TIME."""
    return _shares(CALLS.format(key=OF_ORIGIN[by], columns=COLUMNS), question)


def crossed(question: Question, rule: str, across: str) -> list[tuple[str, str, Sum]]:
    """What each pair of values of `question.by` and `across` gets; where one is of calls, the other is too, or a time."""
    if question.by in OF_CALL or across in OF_CALL:
        every = {**OF_ORIGIN, **OF_CALL}
        statement = CALLS_CROSSED.format(key=every[question.by], across=every[across], columns=COLUMNS)
    else:
        statement = _formatted(CROSSED, question, "creditday", INNER, OF_RULE, across)
    return [(row[0], row[1], Sum(*row[2:])) for row in _rows(statement, question, rule=rule)]


def visited(question: Question) -> list[tuple[str, int]]:
    """Visits that began in the period, per dimension value; none for what only calls have."""
    if question.by in OF_CALL:
        return []
    statement = _formatted(VISITS, question, "visitday", "sum(d.visits) AS visits")
    return [(key, count) for key, count in _rows(statement, question)]


def by_day(question: Question, rule: str, keys: Collection[str]) -> dict[date, tuple[float, float]]:
    """Conversions and value by day, of the lines `keys` together."""
    if question.by in (*OF_CALL, *TIME) or not keys:
        return {}
    statement = DAYS.format(key=OF_ORIGIN[question.by], within=_within(question))
    rows = _rows(statement, question, rule=rule, keys=list(keys))
    return {day: (conversions, value) for day, conversions, value in rows}


def _formatted(
    statement: str, question: Question, table: str, sums: str, more: str = "", across: str = ""
) -> str:
    asked = [one for one in (question.by, across, question.within[0] if question.within else "") if one]
    keys = ["d.day"] if any(one in TIME for one in asked) else []
    named = any(one not in TIME for one in asked)
    added = ADDED.format(
        keys=", ".join([*keys, *(["d.origin_id"] if named else [])]), sums=sums, table=table, more=more
    )
    return statement.format(
        key=OF_ORIGIN[question.by],
        across=OF_ORIGIN.get(across, ""),
        columns=COLUMNS,
        added=added,
        origins=ORIGINS if named else "",
        within=_within(question),
    )


def _within(question: Question) -> str:
    return OF_ORIGIN[question.within[0]] if question.within else "NULL::text"


def _shares(statement: str, question: Question, none: list[Share] | None = None, **more: Any) -> list[Share]:
    return [Share(row[0], Sum(*row[1:])) for row in _rows(statement, question, **more)] or none or []


def _rows(statement: str, question: Question, **more: Any) -> list[Any]:
    values = {
        "account": require_account_id(),
        "start": question.start,
        "end": question.end,
        "within": question.within[1] if question.within else None,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
