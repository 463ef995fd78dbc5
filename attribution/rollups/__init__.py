"""Daily sums that reports read: which days are stale, and how one is written anew."""
