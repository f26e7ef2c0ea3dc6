"""Every endpoint of the simulated API; a new resource is a module with `ROUTES`, named here."""

from sandbox.endpoints import (
    articles,
    audit,
    automation,
    calls,
    companies,
    companions,
    contacts,
    conversations,
    directory,
    events,
    exports,
    fields,
    shelves,
    tickets,
    workspace,
)

ROUTES = [
    *workspace.ROUTES,
    *conversations.ROUTES,
    *contacts.ROUTES,
    *companies.ROUTES,
    *tickets.ROUTES,
    *shelves.ROUTES,
    *articles.ROUTES,
    *audit.ROUTES,
    *automation.ROUTES,
    *calls.ROUTES,
    *companions.ROUTES,
    *directory.ROUTES,
    *events.ROUTES,
    *exports.ROUTES,
    *fields.ROUTES,
]
