"""What can go wrong while models run.

TransformError          anything below; its text is a sentence for people
├── ModelError          a model file is wrong: header, syntax, an unknown relation
├── SettingsError       what somebody chose cannot be used: a setting, the name of a model
└── QueryFailed         the database refused a statement of a model
    └── Blocked         somebody's open transaction was in its way
"""


class TransformError(Exception):
    """Root of the tree; the command line prints its text and exits 1."""


class ModelError(TransformError):
    """A model file is wrong; the text names the file."""


class SettingsError(TransformError):
    """A setting or a name cannot be used; the text names it, and what is near."""


class QueryFailed(TransformError):
    """The database refused a model; the text names the file and the database's own reason."""


class Blocked(QueryFailed):
    """Somebody's open transaction was in the way; the text names who holds it."""
