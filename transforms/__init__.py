"""The reporting layer: plain SQL models, and the runner that keeps their tables up to date.

Knows SQL and dlt's SQL client; refuses to know HTTP, the source and the pipelines.
"""

from .checks import CheckResult, check
from .dependents import lost
from .errors import ModelError, QueryFailed, SettingsError, TransformError
from .models import Model
from .run import ModelRun, run
from .settings import Settings
from .show import models, show

__all__ = [
    "CheckResult",
    "Model",
    "ModelError",
    "ModelRun",
    "QueryFailed",
    "Settings",
    "SettingsError",
    "TransformError",
    "check",
    "lost",
    "models",
    "run",
    "show",
]
