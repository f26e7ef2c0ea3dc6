"""Imported by the process that victims are forked from: what they would all work out anew."""

from pipelines import rawtables
from transforms import columns

COLUMNS = columns.known(rawtables.declared())
