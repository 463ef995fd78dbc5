"""One recording that somebody sends, from the browser or by the API: sealed as it comes, checked, then processed."""
