"""Dividing a hall into parts that can be booked, and offering some of them together."""

from itertools import combinations

from odoo import Command, models
from odoo.exceptions import UserError

MOST_PARTS = 12
# what a part has like its whole
SHARED = ("sport_ids", "equipment_ids")


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def action_divide(self, number, word=None, with_neighbours=False):
        """Divide these spaces into parts that are booked one by one.

        Whoever books a whole takes all of its parts; what is booked ahead does so
        at once.

        :param int number: of parts, 2 to ``MOST_PARTS``
        :param str word: what a part is called; default “Third” and the like
        :param bool with_neighbours: offer parts side by side together, as “A + B”
        :raises UserError: when one of them has parts, or cannot be booked
        """
        self.check_access("write")
        number, word = self._read_division(number, word)
        self._check_divisible()
        vals_list = [
            space._get_part_vals(number, f"{word} {letter}")
            for space in self
            for letter in self._get_letters(number)
        ]
        parts = self.create(vals_list)
        if with_neighbours:
            vals_list = [
                vals
                for whole in parts.grouped("parent_id").items()
                for vals in self._get_neighbour_vals(*whole, word)
            ]
            self.create(vals_list)
        return True

    def _read_division(self, number, word):
        """The number of parts and the word for one; refused when they are none."""
        if not isinstance(number, int) or not 2 <= number <= MOST_PARTS:
            raise UserError(
                self.env._(
                    "A space is divided into 2 to %(most)s parts. Please correct the "
                    "number.",
                    most=MOST_PARTS,
                )
            )
        usual = {2: self.env._("Half"), 3: self.env._("Hall Third")}
        given = word.strip() if isinstance(word, str) else ""
        return number, given or usual.get(number) or self.env._("Part")

    def _check_divisible(self):
        for space in self:
            if not space.is_bookable:
                raise UserError(
                    self.env._(
                        "“%(space)s” cannot be booked, so there is nothing to divide. "
                        "Please mark it as bookable first.",
                        space=space.name,
                    )
                )
            if space.unit_ids or space.child_ids:
                raise UserError(
                    self.env._(
                        "“%(space)s” has parts already. Please add single parts to "
                        "it, or archive those that it has.",
                        space=space.name,
                    )
                )

    def _get_letters(self, number):
        return [chr(ord("A") + each) for each in range(number)]

    def _get_part_vals(self, number, name):
        """A part of this space: its share of the people, all else alike."""
        self.ensure_one()
        return {
            "name": name,
            "parent_id": self.id,
            "kind": "space",
            "is_bookable": True,
            "capacity": self.capacity // number,
            **{field: [Command.set(self[field].ids)] for field in SHARED},
        }

    def _get_neighbour_vals(self, whole, parts, word):
        """All runs of parts side by side that are fewer than all."""
        letters = self._get_letters(len(parts))
        runs = [
            range(first, last + 1)
            for first, last in combinations(range(len(parts)), 2)
            if last - first + 1 < len(parts)
        ]
        return [
            {
                **whole._get_part_vals(1, ""),
                "name": f"{word} {' + '.join(letters[each] for each in run)}",
                "capacity": sum(parts[each].capacity for each in run),
                "unit_ids": [Command.set([parts[each].id for each in run])],
            }
            for run in runs
        ]

    def action_combine(self):
        """Offer these units together as one more space, and open it.

        :raises UserError: when they are fewer than two, do not lie in one space or
            building, or are offered together already
        """
        self.check_access("write")
        self._check_combinable()
        units = self.sorted("complete_name")
        combination = self.create(
            {
                "name": " + ".join(units.mapped("name")),
                "parent_id": self.parent_id.id,
                "kind": "space",
                "is_bookable": True,
                "capacity": sum(units.mapped("capacity")),
                "sport_ids": [Command.set(self.sport_ids.ids)],
                "unit_ids": [Command.set(self.ids)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": combination.id,
        }

    def _check_combinable(self):
        if len(self) < 2 or not all(unit.is_unit for unit in self):
            raise UserError(
                self.env._(
                    "Please choose two or more spaces that have no units of their "
                    "own: they are offered together then."
                )
            )
        if len(self.parent_id) != 1 or not all(unit.parent_id for unit in self):
            raise UserError(
                self.env._(
                    "What is offered together lies side by side. Please choose parts "
                    "of one hall or spaces of one building."
                )
            )
        for space in self.parent_id | self._find_combining():
            if space.unit_ids == self:
                raise UserError(
                    self.env._(
                        "These are offered together already, as “%(space)s”.",
                        space=space.name,
                    )
                )
