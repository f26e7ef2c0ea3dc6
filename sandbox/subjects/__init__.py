"""What the smaller resources of a workspace hold: one module per subject, each with its KINDS."""

from sandbox.subjects.ai_content import KINDS as AI_CONTENT
from sandbox.subjects.articles import KINDS as ARTICLES
from sandbox.subjects.audit import KINDS as AUDIT
from sandbox.subjects.automation import KINDS as AUTOMATION
from sandbox.subjects.calls import KINDS as CALLS
from sandbox.subjects.customers import KINDS as CUSTOMERS
from sandbox.subjects.fields import KINDS as FIELDS
from sandbox.subjects.help_centers import KINDS as HELP_CENTERS
from sandbox.subjects.news import KINDS as NEWS
from sandbox.subjects.receipts import KINDS as RECEIPTS
from sandbox.subjects.setup import KINDS as SETUP

KINDS = (
    *RECEIPTS,
    *SETUP,
    *HELP_CENTERS,
    *ARTICLES,
    *AI_CONTENT,
    *NEWS,
    *FIELDS,
    *AUTOMATION,
    *AUDIT,
    *CALLS,
    *CUSTOMERS,
)
