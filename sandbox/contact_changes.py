"""What happens to contacts and companies after the history has been told."""

from sandbox.contacts import blank_contact
from sandbox.directory import Json
from sandbox.state import State


class ContactChanges(State):
    """Verbs that change contacts and their companies, tags, notes and choices."""

    def touch_contact(self, contact_id: str, at: int | None = None) -> None:
        """A heartbeat: the contact was seen just now."""
        second = self.present(at)
        self._edit_contact(contact_id, {"last_seen_at": second, "updated_at": second})

    def tag_contact(self, contact_id: str, name: str = "VIP", at: int | None = None) -> None:
        """Put a known tag on a contact, which by default does not move `updated_at`."""
        with self.lock:
            tag = self.directory.tags_by_name[name]
            row, found = self.edit(self.contacts, contact_id)
            applied_by = {"type": "admin", "id": self.directory.admins[1]["id"]}
            applied = {"applied_at": self.present(at), "applied_by": applied_by}
            kept = [one for one in found["_tags"] if one["id"] != tag["id"]]
            found["_tags"] = [*kept, {**tag, **applied}]
            self._put_contact(row, found, at, bumps=self.knobs.contact_tag_bumps_contact)

    def untag_contact(self, contact_id: str, name: str, at: int | None = None) -> None:
        """Take a tag off a contact."""
        with self.lock:
            row, found = self.edit(self.contacts, contact_id)
            found["_tags"] = [one for one in found["_tags"] if one["name"] != name]
            self._put_contact(row, found, at, bumps=self.knobs.contact_tag_bumps_contact)

    def note_contact(self, contact_id: str, body: str, at: int | None = None) -> None:
        """Write a note about a contact."""
        with self.lock:
            row, found = self.edit(self.contacts, contact_id)
            number = 90_000_000 + row * 64 + len(found["_notes"])
            note = {
                "type": "note",
                "id": str(number),
                "created_at": self.present(at),
                "contact": {"type": "contact", "id": contact_id},
                "author": self.directory.admins[1],
                "body": body,
            }
            found["_notes"].append(note)
            self._put_contact(row, found, at)

    def create_contact(
        self, *, role: str = "user", email: str | None = None, at: int | None = None
    ) -> str:
        """Let a new contact arrive."""
        with self.lock:
            row, second = len(self.contacts), self.present(at)
            found = blank_contact(self.directory)
            contact_id = self.contacts.ids.encode(row)
            found |= {
                "type": "contact",
                "id": contact_id,
                "workspace_id": self.directory.workspace_id,
                "external_id": f"user-{row}" if role == "user" else None,
                "role": role,
                "email": email or f"person.{row}@new.example.com",
                "email_domain": (email or "@new.example.com").partition("@")[2],
                "created_at": second,
                "updated_at": second,
                "has_hard_bounced": False,
                "marked_email_as_spam": False,
                "unsubscribed_from_emails": False,
                "custom_attributes": {},
                "location": {"type": "location", "country": None, "region": None, "city": None},
                "social_profiles": {"type": "list", "data": []},
                "_tags": [],
                "_companies": [],
                "_notes": [],
                "_segments": [],
                "_subscriptions": [],
                "_merge_history": [],
            }
            self.contacts.append(found, self.clock())
            self.activities.append(self._activity("contact.created", found, at=second))
            return contact_id

    def change_role(self, contact_id: str, at: int | None = None) -> None:
        """Let a lead become a user; the id stays."""
        with self.lock:
            row = self.row(self.contacts, contact_id)
            changes = {"role": "user", "external_id": f"user-{row}"}
            self._edit_contact(contact_id, {**changes, "updated_at": self.present(at)})
            contact = self.contacts.get(row)
            self.activities.append(self._activity("contact.role_updated", contact, at=at))

    def delete_contact(self, contact_id: str, at: int | None = None) -> None:
        """Delete for good: 404 from now on, and an activity."""
        with self.lock:
            row = self.row(self.contacts, contact_id)
            contact = self.contacts.get(row)
            self.contacts.remove(row, self.clock())
            self._leave_companies(row, contact["_companies"])
            self.activities.append(self._activity("contact.deleted", contact, at=at))

    def archive_contact(self, contact_id: str) -> None:
        """Hide from lists and searches; the contact can still be retrieved."""
        with self.lock:
            self.contacts.unlist(self.row(self.contacts, contact_id), self.clock())

    def unarchive_contact(self, contact_id: str) -> None:
        """Show an archived contact again."""
        with self.lock:
            self.contacts.relist(self.row(self.contacts, contact_id), self.clock())

    def merge_contacts(self, source_id: str, target_id: str, at: int | None = None) -> None:
        """Merge one contact into another: the source answers 410 (404 before 2.16)."""
        with self.lock:
            source_row = self.row(self.contacts, source_id)
            source, second = self.contacts.get(source_row), self.present(at)
            row, target = self.edit(self.contacts, target_id)
            merged = {
                "type": "merge_history",
                "source_contact_id": source_id,
                "source_contact_role": source["role"],
                "merged_at": second,
            }
            target["_merge_history"].append(merged)
            self._put_contact(row, target, second)
            self.contacts.remove(source_row, self.clock())
            self._leave_companies(source_row, source["_companies"])
            self.merged_into[source_id] = target_id
            ends = {"merge_source_id": source_id, "merge_target_id": target_id}
            self.activities.append(self._activity("contact.merged", target, at=second, **ends))

    def choose_subscription(
        self, contact_id: str, subscription_id: str, choice: str, at: int | None = None
    ) -> None:
        """Record an explicit choice: `opted_in` or `opted_out`."""
        with self.lock:
            row, found = self.edit(self.contacts, contact_id)
            kept = [pair for pair in found["_subscriptions"] if pair[0] != subscription_id]
            found["_subscriptions"] = [*kept, (subscription_id, choice)]
            self._put_contact(row, found, at)

    def attach_company(self, contact_id: str, company_id: str, at: int | None = None) -> None:
        """Make a contact a member of a company; both are touched."""
        with self.lock:
            company_row = self.row(self.companies, company_id)
            row, found = self.edit(self.contacts, contact_id)
            if company_id in found["_companies"]:
                return
            found["_companies"].append(company_id)
            self._put_contact(row, found, at)
            self.members.setdefault(company_row, []).append(row)
            self._recount(company_row, at)

    def detach_company(self, contact_id: str, company_id: str, at: int | None = None) -> None:
        """End a membership; both are touched."""
        with self.lock:
            row, found = self.edit(self.contacts, contact_id)
            found["_companies"].remove(company_id)
            self._put_contact(row, found, at)
            self._leave_companies(row, [company_id])

    def touch_company(self, company_id: str, at: int | None = None) -> None:
        """Somebody of the company was active."""
        with self.lock:
            row, found = self.edit(self.companies, company_id)
            second = self.present(at)
            found |= {"last_request_at": second, "updated_at": second}
            found["session_count"] += 1
            self.companies.put(row, found, self.clock())

    def create_company(self, name: str, at: int | None = None) -> str:
        """Add a company, which has no users yet and so appears in scrolls only."""
        with self.lock:
            row, second = len(self.companies), self.present(at)
            company_id = self.companies.ids.encode(row)
            found = {
                "type": "company",
                "company_id": f"org-{row}",
                "id": company_id,
                "app_id": self.directory.workspace_id,
                "name": name,
                "created_at": second,
                "updated_at": second,
                "monthly_spend": 0,
                "session_count": 0,
                "user_count": 0,
                "tags": {"type": "tag.list", "tags": []},
                "segments": {"type": "segment.list", "segments": []},
                "plan": {},
                "custom_attributes": {},
            }
            self.companies.unlisted.add(row)
            self.companies.append(found, self.clock())
            return company_id

    def remove_company(self, company_id: str) -> None:
        """Delete a company; its contacts lose it without being touched."""
        with self.lock:
            row = self.row(self.companies, company_id)
            self.companies.remove(row, self.clock())
            for contact_row in self.members.pop(row, []):
                contact_id = self.contacts.ids.encode(contact_row)
                _, found = self.edit(self.contacts, contact_id)
                found["_companies"].remove(company_id)
                self._put_contact(contact_row, found, None, bumps=False)

    def _edit_contact(self, contact_id: str, changes: Json) -> None:
        with self.lock:
            row, found = self.edit(self.contacts, contact_id)
            self.contacts.put(row, found | changes, self.clock())

    def _put_contact(self, row: int, found: Json, at: int | None, *, bumps: bool = True) -> None:
        if bumps:
            found["updated_at"] = self.present(at)
        self.contacts.put(row, found, self.clock())

    def _leave_companies(self, contact_row: int, company_ids: list[str]) -> None:
        for company_id in company_ids:
            row = self.companies.find(company_id)
            if row is not None:
                self.members[row].remove(contact_row)
                self._recount(row, None)

    def _recount(self, row: int, at: int | None) -> None:
        """Bring `user_count` up to date; lists show only companies that have users."""
        _, found = self.edit(self.companies, self.companies.ids.encode(row))
        found |= {"user_count": len(self.members[row]), "updated_at": self.present(at)}
        self.companies.put(row, found, self.clock())
        if self.members[row]:
            self.companies.relist(row, self.clock())
        elif row not in self.companies.unlisted:
            self.companies.unlist(row, self.clock())

    def _activity(self, event_type: str, contact: Json, at: int | None = None, **more: str) -> Json:
        created_at = contact["created_at"] if event_type == "contact.created" else self.present(at)
        return {
            "type": "contact_activity",
            "id": f"{created_at * 1_000}.{len(self.activities):06x}",
            "event_type": event_type,
            "contact_id": contact["id"],
            "external_id": contact["external_id"],
            "role": contact["role"],
            "created_at": created_at,
            **more,
        }
