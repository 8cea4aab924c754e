"""Whoever succeeds in an office represents the club in its networks as well."""

from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# so long may a coordinator take to find out who follows
TASK_DAYS = 14


class ClubOffice(models.Model):
    _inherit = "club.office"

    def action_hand_over(self, person=None, date=None):
        result = super().action_hand_over(person, date)
        if person:
            members = self._get_memberships(result.date_from)
            if self._still_speaking(result.date_from):
                members._ask_who_represents(self)
            else:
                members._succeed(self.person_id, result.person_id, result.date_from)
        return result

    def action_end(self):
        result = super().action_end()
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        offices = self - self._still_speaking(tomorrow)
        offices._get_memberships(tomorrow)._ask_who_represents(offices)
        return result

    def _get_memberships(self, day):
        """Memberships from a day on in which a holder stands for the club.

        With the rights of the superuser: whoever keeps the register keeps the
        networks in step, also those that are not for them.
        """
        people = self.person_id.ids
        # sudo: see above; nothing of the networks is shown
        members = (
            self.env["club.network.member"]
            .sudo()
            .search(
                Domain("partner_id", "in", self.partner_id.ids)
                & Domain("needs_review", "=", False)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
                & (
                    Domain("representative_id", "in", people)
                    | Domain("deputy_id", "in", people)
                )
            )
        )
        return members.filtered(lambda member: member._find_office(self))

    def _still_speaking(self, day):
        """Those of these offices whose holder speaks for the club by another one."""
        others = self.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("person_id", "in", self.person_id.ids),
                ("id", "not in", self.ids),
                ("function_id.speaks_for_club", "=", True),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        held = {(office.partner_id, office.person_id) for office in others}
        return self.filtered(
            lambda office: (office.partner_id, office.person_id) in held
        )


class ClubNetworkMember(models.Model):
    _inherit = "club.network.member"

    def _succeed(self, predecessor, successor, first_day):
        """Let a successor stand where a predecessor stood, as of a day.

        Memberships that began earlier end the day before and go on in a new row.
        """
        if not self:
            return
        began = self.filtered(
            lambda member: not member.date_from or member.date_from < first_day
        )
        vals_list = [
            {
                **vals,
                **member._prepare_succession_vals(predecessor, successor),
                "state": member.state,
                "date_from": first_day,
                "date_to": member.date_to,
            }
            for member, vals in zip(began, began.copy_data(), strict=True)
        ]
        for member in self - began:
            member.write(member._prepare_succession_vals(predecessor, successor))
        began.write({"date_to": first_day - timedelta(days=1)})
        # the constraint must see the end before it sees the successor
        self.env.flush_all()
        self.create(vals_list)
        self._tell_succession(predecessor, successor, first_day)

    def _prepare_succession_vals(self, predecessor, successor):
        people = {
            name: successor if self[name] == predecessor else self[name]
            for name in ("representative_id", "deputy_id")
        }
        if people["representative_id"] == people["deputy_id"]:
            people["deputy_id"] = people["deputy_id"].browse()
        return {name: person.id for name, person in people.items()}

    def _tell_succession(self, predecessor, successor, first_day):
        text = self.env._(
            "%(organisation)s: %(successor)s follows %(predecessor)s in this network "
            "as of %(date)s.",
            organisation=self.partner_id.name,
            successor=successor.name,
            predecessor=predecessor.name,
            date=format_date(self.env, first_day),
        )
        body = Markup("<p>%s</p>") % text
        self.network_id._message_log_batch(
            bodies={network.id: body for network in self.network_id}
        )

    def _find_office(self, offices):
        """The first of some offices whose holder stands for the member here."""
        self.ensure_one()
        people = self.representative_id | self.deputy_id
        return offices.filtered(
            lambda office: (
                office.partner_id == self.partner_id and office.person_id in people
            )
        )[:1]

    def _ask_who_represents(self, offices):
        """One task for each coordinator: find out who stands for the club now."""
        Activity = self.env["mail.activity"]
        wanted = {}
        for member in self:
            vals = member._prepare_task_vals(member._find_office(offices))
            wanted[vals["res_id"], vals["summary"]] = vals
        open_tasks = Activity.search(
            [
                ("res_model", "=", "club.network"),
                ("res_id", "in", self.network_id.ids),
            ]
        )
        asked = {(task.res_id, task.summary) for task in open_tasks}
        Activity.create([vals for key, vals in wanted.items() if key not in asked])

    def _prepare_task_vals(self, office):
        network = self.network_id
        today = network.company_id._club_today()
        return {
            "res_model_id": self.env["ir.model"]._get_id("club.network"),
            "res_id": network.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "user_id": network._get_staff().filtered("active")[:1].id,
            "summary": self.env._(
                "Who represents %(organisation)s now?",
                organisation=self.partner_id.name,
            ),
            "note": self.env._(
                "%(person)s gave up an office there. Please find out, and change the "
                "membership.",
                person=office.person_id.name,
            ),
            "date_deadline": today + timedelta(days=TASK_DAYS),
        }
