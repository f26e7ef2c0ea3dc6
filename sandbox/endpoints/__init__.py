"""Every endpoint of the simulated API; a new resource is a module with `ROUTES`, named here."""

from sandbox.endpoints import companies, contacts, conversations, tickets, workspace

ROUTES = [
    *workspace.ROUTES,
    *conversations.ROUTES,
    *contacts.ROUTES,
    *companies.ROUTES,
    *tickets.ROUTES,
]
