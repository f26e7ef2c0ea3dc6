"""The reporting layer: plain SQL models, and the runner that keeps their tables up to date.

Knows SQL and dlt's SQL client; refuses to know HTTP, the source and the pipelines.
"""

from .checks import CheckResult, check
from .errors import ModelError, QueryFailed, SettingsError, TransformError
from .run import ModelRun, run
from .settings import Settings
from .show import show

__all__ = [
    "CheckResult",
    "ModelError",
    "ModelRun",
    "QueryFailed",
    "Settings",
    "SettingsError",
    "TransformError",
    "check",
    "run",
    "show",
]
