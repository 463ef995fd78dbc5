"""How static files are served outside of tests: compressed, with their content's hash in the name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Hashed

_, IMPORTS = Hashed._js_module_import_aggregation_patterns


class HashedFiles(Hashed):
    """Also rewrites the imports between our own modules, so that a browser never mixes those of two releases.

    Other people's scripts are left alone: htmx and Plotly import nothing, and their text only looks as if.
    """

    patterns = (*Hashed.patterns, ("ringtrace/*.js", IMPORTS))
