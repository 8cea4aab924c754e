"""What a step of giving seats meant, in whole sentences."""

from odoo import api, fields, models


class ClubTrainingAllotment(models.Model):
    _inherit = "club.training.allotment"

    explanation = fields.Text(compute="_compute_explanation")

    @api.model
    def _make_line(self, people, kind, **vals):
        """The values of one line about people of one booking."""
        return {
            "event_id": people.event_id.id,
            "booking_id": people.booking_id.id,
            "registration_ids": [fields.Command.set(people.ids)],
            "kind": kind,
            "people": len(people),
            **vals,
        }

    @api.model
    def _log(self, people, kind, **vals):
        """Note a step, one line per booking."""
        by_booking = people.grouped("booking_id").values()
        lines = [self._make_line(party, kind, **vals) for party in by_booking]
        # sudo: lines are written by the steps themselves, never by hand
        return self.sudo().create(lines)

    @api.depends("kind", "people", "free", "reason", "user_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        sentences = self._get_sentences()
        for line in self:
            sentence = sentences.get(line.kind, "")
            if line.kind == "seat" and not line.free:
                sentence = sentences["endless"]
            line.explanation = sentence % {
                "people": line.people,
                "free": line.free,
                "reason": line.reason or "",
                "user": line.user_id.name or "",
            }

    @api.model
    def _get_sentences(self):
        """What each kind means; placeholders are filled in by the caller."""
        return {
            "seat": self.env._(
                "It was their turn, seats free: %(free)s, needed: %(people)s. They got "
                "their seats at once."
            ),
            "endless": self.env._(
                "The seats are not limited. They got theirs at once."
            ),
            "full": self.env._("No seat was free. They wait in order of arrival."),
            "group": self.env._(
                "Seats free: %(free)s, needed: %(people)s, and they stay together. "
                "Whoever came next and fitted was preferred."
            ),
            "quota": self.env._(
                "Their club had as many seats as one club may have at first. They wait "
                "until the quota ends or a seat of their club is given up."
            ),
            "offered": self.env._(
                "It was their turn, seats free: %(free)s, needed: %(people)s. As they "
                "had waited, the seats were kept for them until they answer."
            ),
            "accepted": self.env._(
                "They accepted the offer in time and have their seats."
            ),
            "declined": self.env._(
                "They declined the offer. The seats went to the next."
            ),
            "lapsed": self.env._(
                "They did not answer the offer in time. The seats went to the next."
            ),
            "given_up": self.env._("They gave up their seats, which went to the next."),
            "left": self.env._("They do not want to wait any longer."),
            "called_off": self.env._("The training was called off."),
            "by_hand": self.env._(
                "%(user)s gave them the next free seats out of turn. The reason: "
                "%(reason)s"
            ),
        }
