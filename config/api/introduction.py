"""What the API's document says before its operations."""

INTRODUCTION = """\
Everything the pages show, and everything a person can do there, for programs.

**Signing in.** `Authorization: Bearer <key>`. Keys belong to one account, carry scopes and are made under
Settings, API keys. Each operation names the scope it needs.

**Lists** come a page at a time: `per_page` (up to 250), and `next` and `previous` with the addresses of the neighbouring
pages. Rows that arrive meanwhile neither repeat nor hide others. `sort` orders, a minus in front descending.

**Fields.** `fields=id,duration` answers only those. A fact that was not evaluated yet is `null`, never `false`.

**CSV.** Lists and reports answer `Accept: text/csv` (or `?format=csv`) with all their rows and the same columns; those of
nested objects have dots in their names.

**Repeating safely.** Every POST takes an `Idempotency-Key`. The same request with the same key is done once and answered
the same for 24 hours, then with `Idempotency-Replayed: true`. Another request with the key is refused (422); while the first
one runs the answer is 409.

**Limits.** 600 requests a minute for a key, 60 for CSV, uploads and reports unless the operator set others.
`RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) say what is left; 429 comes with `Retry-After`.

**Errors** are problem details (RFC 9457, `application/problem+json`). `errors` points at each field or parameter that
cannot be used. Unknown parameters are refused. Every answer carries `X-Request-Id`; send your own to find a request again.

**Times** are ISO 8601 with offset. Days in filters and reports are days of the account's time zone. Money is in the
account's currency, phone numbers are E.164.
"""
TAGS = [
    {"name": "Calls", "description": "Calls with what every layer knows about them."},
    {"name": "Summaries", "description": "Counts, sums and averages over calls."},
    {"name": "Reports", "description": "What the advertising brought, with its uncertainty."},
    {"name": "Visits", "description": "Who came to the site, from where."},
    {"name": "Conversions", "description": "What was reported to ad platforms and CRMs, attempt by attempt."},
    {"name": "Numbers", "description": "Tracking numbers and what they mean."},
    {
        "name": "Redaction",
        "description": "What is hidden in calls, how that is proven, and its repair.",
    },
    {"name": "Account", "description": "The account, its agents and tags, and how far processing is."},
]
