"""A simulated Intercom workspace served over HTTP; imports nothing of the rest of the project.

with Sandbox(conversations=200, seed=7) as api:
    httpx.get(f"{api.base_url}/me", headers={"Authorization": f"Bearer {api.token}"})
    api.workspace.reply(conversation_id)          # things happen
    api.workspace.remove("macros", macro_id)      # to objects of every kind
    api.fail(Fault("html", status=502, times=3))  # things break
    expected = list(api.truth("conversations"))   # what a reader should have got
"""

from sandbox.faults import Fault
from sandbox.knobs import Knobs
from sandbox.requestlog import Request
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

__all__ = ["Fault", "Knobs", "Request", "Sandbox", "Workspace"]
