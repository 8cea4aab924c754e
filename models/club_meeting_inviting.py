"""Who is invited to a meeting, and the first mail to them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time, formataddr

# so many names stand in a sentence
NAMES_SHOWN = 10


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    date_invited = fields.Datetime(string="Invited On", readonly=True, copy=False)

    def action_invite(self):
        """Invite the representatives of all members who are not invited yet.

        Pressed again it reaches only those who came later.

        :raises UserError: when nobody at all can be reached
        """
        for meeting in self:
            meeting._invite(meeting._find_audience(meeting.network_id))
        return True

    # ------------------------------------------------------------
    # Audience
    # ------------------------------------------------------------

    def _find_audience(self, networks, roles=None, with_deputies=False, people=None):
        """Who would be invited, each person once.

        :param networks: whose members of that day
        :param roles: only members with these roles; all without
        :param bool with_deputies: the deputies as well
        :param people: further people and organisations
        :return: dict of ``res.partner``: values of an invitation
        """
        self.ensure_one()
        found = {}
        for member in self._find_members(networks, roles):
            persons = member.representative_id
            if with_deputies:
                persons |= member.deputy_id
            for partner in persons.filtered("active") or member.partner_id:
                found.setdefault(
                    partner,
                    {
                        "partner_id": partner.id,
                        "organisation_id": member.partner_id.id,
                        "member_id": member.id,
                    },
                )
        for partner in people or ():
            parent = partner.parent_id
            organisation = partner if partner.is_company else parent
            found.setdefault(
                partner,
                {"partner_id": partner.id, "organisation_id": organisation.id},
            )
        return found

    def _find_members(self, networks, roles):
        members = networks._get_members_on(self._local(self.start).date())
        return members.filtered(lambda member: not roles or member.role_id in roles)

    # ------------------------------------------------------------
    # Inviting
    # ------------------------------------------------------------

    def _invite(self, audience, again=None):
        """Invite those who are not invited yet, in one batch.

        :param dict audience: as ``_find_audience`` returns it
        :param again: contacts who are invited even if they were withdrawn once
        """
        self.ensure_one()
        self._check_can_invite()
        # sudo: checked above; invitations are written by sending
        meeting = self.sudo()
        # the row is taken first: of two requests at a time the second one fails,
        # is repeated by Odoo, and finds everybody invited
        meeting.date_invited = fields.Datetime.now()
        meeting.flush_recordset()
        known = meeting.invitation_ids.grouped("partner_id")
        meeting.invitation_ids.create(
            [
                {"meeting_id": meeting.id, **vals}
                for partner, vals in audience.items()
                if partner.sudo() not in known
            ]
        )
        meeting.invalidate_recordset(["invitation_ids"])
        if again:
            meeting.invitation_ids.filtered(
                lambda line: line.partner_id in again.sudo()
            ).action_restore()
        waiting = meeting.invitation_ids.filtered(
            lambda line: line.revision_sent < 0 and not line.is_withdrawn
        )
        waiting._choose_channels()
        self._check_somebody_reached(waiting)
        waiting._tell("request")
        meeting._log_invited(waiting)

    def _check_can_invite(self):
        self.check_access("write")
        if self.state not in ("planned", "tentative"):
            raise UserError(
                self.env._(
                    "“%(meeting)s” is held or called off, so nobody is invited to it "
                    "any more.",
                    meeting=self.name,
                )
            )
        self._get_sender()

    def _check_somebody_reached(self, waiting):
        lines = self.sudo().invitation_ids
        if not lines:
            raise UserError(
                self.env._(
                    "There is nobody to invite: the network has no members on that "
                    "day. Please add members, or choose further people."
                )
            )
        if all(line.channel == "none" for line in lines):
            raise UserError(
                self.env._(
                    "Nobody can be reached: neither e-mail nor postal address is known "
                    "of %(names)s. Please add one of them.",
                    names=waiting._list_names(),
                )
            )

    def _log_invited(self, lines):
        if not lines:
            return
        by_channel = lines.grouped("channel")
        count = {
            channel: len(by_channel.get(channel, ()))
            for channel in ("email", "letter", "none")
        }
        text = self.env._(
            "Invited: %(mails)s by mail, %(letters)s by letter.",
            mails=count["email"],
            letters=count["letter"],
        )
        if count["none"]:
            lost = self.env._(
                "Cannot be reached: %(names)s.", names=by_channel["none"]._list_names()
            )
            text = f"{text} {lost}"
        self._message_log(body=text)

    # ------------------------------------------------------------
    # Words and files that all invitations share
    # ------------------------------------------------------------

    def _get_mailbox(self):
        """Address and name of who calls the meeting: the function mailbox.

        Only where there is none at all it is the address of who is responsible.
        """
        self.ensure_one()
        # sudo: the mailbox may be named by whoever writes from it
        meeting = self.sudo()
        team = meeting.team_id
        if not team.email_normalized:
            domain = [
                ("company_id", "=", meeting.company_id.id),
                ("email_normalized", "!=", False),
            ]
            team = self.env["club.team"].sudo().search(domain, limit=1)
        if team:
            return team.email_normalized, team.name
        user = meeting.user_id
        return user.email_normalized or "", user.name or ""

    def _get_sender(self):
        """From and Reply-To of all mails about this meeting.

        :raises UserError: when nobody could answer
        """
        address, name = self._get_mailbox()
        if not address:
            raise UserError(
                self.env._(
                    "There is no address to send from. Please choose a team with a "
                    "function mailbox on the page “Field and Details”."
                )
            )
        person = self.sudo().user_id.name or name
        return formataddr((person, address)), formataddr((name, address))

    def _get_invitation_files(self, kind):
        """Files that go with each mail: the agenda, once it has items."""
        self.ensure_one()
        files = self.env["ir.attachment"]
        if kind not in ("request", "update") or not self._get_agenda():
            return files
        if self.state == "called_off":
            return files
        name, content = self._render_agenda_pdf()
        return files.create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _describe_time(self):
        """Day and time as people say them, in the zone of the meeting.

        :return: dict: ``day``, ``time``
        """
        self.ensure_one()
        start, stop = self._local(self.start), self._local(self.stop)
        times = [
            format_time(self.env, moment, tz=self.tz, time_format="short")
            for moment in (self.start, self.stop)
        ]
        until = "" if start.date() == stop.date() else self._format_day(stop) + " "
        return {
            "day": self._format_day(start),
            "time": f"{times[0]} – {until}{times[1]}",
        }

    @api.model
    def _format_day(self, moment):
        return format_date(self.env, moment.date(), date_format="full")
