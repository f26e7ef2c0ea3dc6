"""A simulated Intercom workspace served over HTTP; imports nothing of the rest of the project."""

from sandbox.faults import Fault
from sandbox.knobs import Knobs
from sandbox.requestlog import Request
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

__all__ = ["Fault", "Knobs", "Request", "Sandbox", "Workspace"]
