"""What lies in what: checks of the tree, archiving, restoring and copying it."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# kinds from the outside to the inside
ORDER = ("site", "building", "space")


class ClubFacility(models.Model):
    _inherit = "club.facility"

    archived_with_id = fields.Many2one(
        comodel_name="club.facility",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What this was archived together with, and comes back with.",
    )

    indented_name = fields.Char(
        string="Site, Building, Space", compute="_compute_indented_name"
    )

    @api.depends("name", "parent_path")
    def _compute_indented_name(self):
        """The name, farther to the right the deeper it lies."""
        for facility in self:
            depth = max((facility.parent_path or "").count("/") - 1, 0)
            facility.indented_name = depth * "\u2003" + (facility.name or "")

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("parent_id", "kind")
    def _check_kind(self):
        for facility in self | self.child_ids:
            parent = facility.parent_id
            if parent and facility.kind == "site":
                raise ValidationError(
                    self.env._(
                        "“%(facility)s” is a site, so it lies in nothing else. Please "
                        "choose another kind, or leave “Part of” empty.",
                        facility=facility.name,
                    )
                )
            if parent and ORDER.index(facility.kind) < ORDER.index(parent.kind):
                labels = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(facility)s” is of the kind “%(kind)s” and cannot lie in "
                        "“%(parent)s”, which is of the kind “%(parent_kind)s”. Please "
                        "choose another kind, or another one as “Part of”.",
                        facility=facility.name,
                        kind=labels[facility.kind],
                        parent=parent.name,
                        parent_kind=labels[parent.kind],
                    )
                )

    @api.constrains("parent_id", "active")
    def _check_parent_active(self):
        for facility in self.filtered("active"):
            parent = facility.parent_id
            if parent and not parent.active:
                raise ValidationError(
                    self.env._(
                        "“%(parent)s” is archived, so “%(facility)s” cannot be in use "
                        "inside it. Please restore “%(parent)s” first.",
                        parent=parent.name,
                        facility=facility.name,
                    )
                )

    def _check_new_units(self, former):
        """Refuse archived spaces among the units that were added.

        Units that are archived later stay: they come back with the space.

        :param former: dict of facility to the units that it had, archived ones too
        """
        for space in self:
            units = space.with_context(active_test=False).unit_ids
            added = units - former.get(space, self.browse())
            for unit in added.filtered(lambda unit: not unit.active):
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” is archived, so it cannot be a unit of "
                        "“%(space)s”. Please restore it first, or leave it out.",
                        unit=unit.name,
                        space=space.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        facilities = super().create(vals_list)
        facilities._check_new_units({})
        return facilities

    def write(self, vals):
        is_archived = "active" in vals and not vals["active"]
        if is_archived:
            self._archive_parts()
        everything = self.with_context(active_test=False)
        former = {one: one.unit_ids for one in everything} if "unit_ids" in vals else {}
        if vals.get("active"):
            vals = {**vals, "archived_with_id": False}
        result = super().write(vals)
        if former:
            self._check_new_units(former)
        if is_archived:
            self._check_seen_by_archiving()
        if vals.get("active"):
            self._restore_parts()
        return result

    def copy(self, default=None):
        """Copy these with all that lies in them; units become the copied parts."""
        twins = super().copy(default)
        pairs = dict(zip(self, twins, strict=True))
        level = self
        while parts := level.child_ids:
            vals_list = [
                {**vals, "name": part.name, "parent_id": pairs[part.parent_id].id}
                for part, vals in zip(parts, parts.copy_data(), strict=True)
            ]
            pairs |= zip(parts, self.create(vals_list), strict=True)
            level = parts
        for original, twin in pairs.items():
            units = original.unit_ids
            if units:
                twins_of_units = (pairs.get(unit, unit) for unit in units)
                twin.unit_ids = self.browse().union(*twins_of_units)
        return twins

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for facility, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=facility.name)
        return vals_list

    def unlink(self):
        """Whoever goes is no unit any more either, also of what goes with it."""
        combining = (self._find_combining() | self).filtered("unit_ids")
        if combining:
            commands = [Command.unlink(unit.id) for unit in self]
            combining.write({"unit_ids": commands})
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        subtree = self._get_subtree()
        if subtree - self:
            raise UserError(
                self.env._(
                    "“%(facility)s” has parts. Please delete them first, or archive it "
                    "with all that lies in it.",
                    facility=(subtree - self)[:1].parent_id.name,
                )
            )
        used = self._find_used()
        if used:
            raise UserError(
                self.env._(
                    "“%(facility)s” has been asked for or used, so it cannot be "
                    "deleted without losing that. Please archive it instead.",
                    facility=used.name,
                )
            )

    def _find_used(self):
        """One of these that somebody asked for, used, was moved to or went to."""
        for model, name in (
            ("club.reservation", "facility_id"),
            ("club.reservation.series", "facility_id"),
            ("club.occupancy", "unit_id"),
            ("club.season.wish", "facility_id"),
            ("club.closure.displaced", "facility_before_id"),
            ("club.closure.displaced", "facility_id"),
            ("club.contact.entry", "facility_id"),
        ):
            # sudo: history counts, whoever may read it
            History = self.env[model].sudo().with_context(active_test=False)
            found = History.search([(name, "in", self.ids)], limit=1)
            if found:
                return found[name].sudo(False)
        return self.browse()

    # ------------------------------------------------------------
    # Archiving and restoring
    # ------------------------------------------------------------

    def _get_subtree(self):
        """These with all that lies in them, archived ones as well."""
        everything = self.with_context(active_test=False)
        return everything.search([("id", "child_of", self.ids)]).with_context(
            active_test=self.env.context.get("active_test", True)
        )

    def _archive_parts(self):
        """Archive what lies in these; refused as long as something is booked ahead.

        :raises UserError: when something is asked for or booked there
        """
        parts = (self._get_subtree() - self).filtered("active")
        (self | parts)._check_nothing_ahead()
        for whole, inside in parts.grouped(self._find_whole).items():
            inside._write_tree({"active": False, "archived_with_id": whole.id})

    def _check_seen_by_archiving(self):
        """Let nothing be booked here in the same second.

        :raises ConcurrencyError: when something was; Odoo then repeats the call
        """
        # waits for whoever is booking
        self.flush_model(["active"])
        self.env["club.reservation"]._check_seen(self._get_subtree())

    def _find_whole(self, part):
        """The one of these that a part lies in."""
        lineage = part._get_lineage()
        return next(one for one in self if one.id in lineage)

    def _check_nothing_ahead(self):
        now = fields.Datetime.now()
        # sudo: what is booked counts, whoever may read it
        Reservation = self.env["club.reservation"].sudo()
        states = ("requested", *Reservation._taking_states)
        here = Domain("facility_id", "in", self.ids)
        here |= Domain("occupancy_ids.unit_id", "in", self.ids)
        ahead = Domain("stop", ">", now) & Domain("state", "in", states)
        count = Reservation.search_count(here & ahead)
        if not count:
            return
        first = Reservation.search(here & ahead, order="start", limit=1)
        raise UserError(
            self.env._(
                "“%(facility)s” is still asked for or booked (%(number)s times, first "
                "on %(day)s), so it cannot be archived. Please move, reject or cancel "
                "that first.",
                facility=first.facility_id.name,
                number=count,
                day=format_date(self.env, first._local(first.start).date()),
            )
        )

    def _restore_parts(self):
        """Bring back what was archived together with these."""
        everything = self.with_context(active_test=False)
        parts = everything.search([("archived_with_id", "in", self.ids)])
        if parts:
            parts._write_tree({"active": True, "archived_with_id": False})

    def _write_tree(self, vals):
        """Write what the whole has decided, without looking into each part again."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
