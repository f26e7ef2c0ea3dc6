"""Custom fields: attributes of contacts, companies and conversations, and custom objects."""

from sandbox.directory import Json
from sandbox.founding import DAY, Founding
from sandbox.shelf import Kind

MODELS = ("contact", "company")
OBJECT_TYPES = ("Order", "Subscription")
ORDER_EVERY = 11
"""Each so manieth conversation refers to an order; see its custom attributes."""
_STANDARD = {
    "contact": ("id", "email", "name", "role", "created_at", "last_seen_at"),
    # Both are called `name`: only the full name tells them apart.
    "company": ("name", "plan.name", "company_id", "monthly_spend", "last_request_at"),
}
_CUSTOM = {
    "contact": (
        ("plan_tier", "string"),
        ("lifetime_value", "float"),
        ("is_admin", "boolean"),
        ("trial_ends_at", "date"),
        ("Größe des Teams", "string"),
        ("shoe_size", "integer"),
    ),
    "company": (("region", "string"), ("seats", "integer")),
}
_CONVERSATION = (
    ("Topic", "list"),
    ("Copilot used", "boolean"),
    ("CX Score rating", "integer"),
    ("CX Score explanation", "string"),
    ("Order value", "decimal"),
    ("Orders", "relationship"),
    ("Größe 📦", "string"),
    ("Due", "datetime"),
    # Of two attributes with one name the one that is not archived is meant.
    ("Topic", "string"),
)
_ARCHIVED = 2
_SUBSCRIPTIONS = 3


def data_attributes(founding: Founding, model: str) -> list[Json]:
    """Standard attributes, which have no id, and custom ones; the last custom one is archived."""
    found = [_attribute(model, full_name) for full_name in _STANDARD[model]]
    custom = _CUSTOM[model]
    for n, (name, data_type) in enumerate(custom):
        extra = {
            "id": 12_800 + 50 * MODELS.index(model) + n,
            "ui_writable": True,
            "custom": True,
            "data_type": data_type,
            "archived": n > 4,
            "created_at": founding.began_at,
            "updated_at": founding.moment(n, len(custom)),
            "admin_id": founding.admin_id(n),
        }
        if name == "plan_tier":
            extra["options"] = ["free", "team", "scale"]
        found.append(_attribute(model, f"custom_attributes.{name}") | extra)
    return found


def _attribute(model: str, full_name: str) -> Json:
    name = full_name.rpartition(".")[2]
    return {
        "type": "data_attribute",
        "model": model,
        "name": name,
        "full_name": full_name,
        "label": name.replace("_", " ").capitalize(),
        "description": "",
        "data_type": "date" if name.endswith("_at") else "string",
        "api_writable": True,
        "messenger_writable": False,
        "ui_writable": False,
        "custom": False,
        "archived": False,
    }


def conversation_attributes(founding: Founding, _: str) -> list[Json]:
    """Attributes of conversations; the last ones are archived."""
    found = []
    for n, (name, data_type) in enumerate(_CONVERSATION):
        more: Json = {}
        if data_type == "string":
            more = {"multiline": n == 3}
        elif data_type == "list":
            labels = ("Billing", "Shipping", "Login")
            more = {"options": [_option(n, turn, label) for turn, label in enumerate(labels)]}
        elif data_type == "relationship":
            more = {"reference": {"type": "many", "object_type_id": OBJECT_TYPES[0]}}
        found.append(
            {
                "type": "conversation_attribute",
                "id": 3 + n,
                "name": name,
                "description": "",
                "data_type": data_type,
                "required": n == 0,
                "visible_to_team_ids": [founding.directory.teams[0]["id"]] if n == 1 else [],
                "archived": n >= len(_CONVERSATION) - _ARCHIVED,
                "created_at": founding.began_at,
                "updated_at": founding.moment(n, len(_CONVERSATION)),
                "admin_id": founding.admin_id(n),
                **more,
            }
        )
    return found


def _option(attribute: int, turn: int, label: str) -> Json:
    number = f"00000000-0000-4000-9000-{attribute:06d}{turn:06d}"
    return {"id": number, "label": label, "archived": turn == 2}


def as_data_attribute(attribute: Json) -> Json:
    """A conversation attribute as `/data_attributes` showed it up to 2.15."""
    kept = ("id", "name", "description", "data_type", "archived", "created_at", "updated_at")
    shown = _attribute("conversation", attribute["name"])
    shown |= {key: attribute[key] for key in kept}
    return shown | {"label": attribute["name"], "custom": True, "admin_id": attribute["admin_id"]}


def custom_object_instances(founding: Founding, type_id: str) -> list[Json]:
    """Orders, to which conversations refer, and a few subscriptions."""
    if type_id == OBJECT_TYPES[0]:
        talks = range(0, len(founding.talks.created_at), ORDER_EVERY)
        return [_order(founding, row) for row in talks]
    return [
        {
            "id": str(n + 1),
            "type": type_id,
            "custom_attributes": {"term": ("monthly", "yearly")[n % 2]},
            "external_id": f"S-{n}",
            "external_created_at": None,
            "external_updated_at": None,
            "created_at": founding.moment(n, _SUBSCRIPTIONS),
            "updated_at": founding.moment(n, _SUBSCRIPTIONS),
        }
        for n in range(_SUBSCRIPTIONS if type_id in OBJECT_TYPES else 0)
    ]


def _order(founding: Founding, row: int) -> Json:
    created = founding.talks.created_at[row]
    contact_row = founding.talks.contact_row(row)
    return {
        "id": str(row),
        "type": OBJECT_TYPES[0],
        "custom_attributes": {"number": f"A-{row}", "total_amount": row % 90 + 0.5, "paid": True},
        "external_id": f"A-{row}",
        "external_created_at": created - DAY if row % 2 else None,
        "external_updated_at": created if row % 2 else None,
        "created_at": created,
        "updated_at": founding.later(created, row),
        "_conversation_id": founding.talks.ids.encode(row),
        "_contact_id": founding.people.ids.encode(contact_row),
    }


KINDS = (
    Kind("data_attributes", data_attributes, MODELS, "model", key="full_name"),
    Kind("conversation_attributes", conversation_attributes),
    Kind("custom_object_instances", custom_object_instances, OBJECT_TYPES, "type"),
)
