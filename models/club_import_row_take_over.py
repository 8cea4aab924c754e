from collections import defaultdict

from markupsafe import Markup

from odoo import fields, models


class ClubImportRow(models.Model):
    _inherit = "club.import.row"

    def _is_ready(self):
        return self.is_club and super()._is_ready()

    def _check_again(self):
        """Read these rows again and compare them with the register of now."""
        rows = self.filtered(lambda row: row.state != "taken")
        self.env.add_to_compute(self._fields["problem"], rows)
        self.env.add_to_compute(self._fields["is_club"], rows)
        self.import_id.row_ids._match()

    # ------------------------------------------------------------
    # Taking over
    # ------------------------------------------------------------

    def _take_over(self):
        """Make organisations, persons, offices and counts of rows of one list."""
        rows = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        readings = rows._read_cells()
        news = defaultdict(list)
        rows._take_over_organisations(readings, news)
        rows._take_over_people(readings, news)
        rows._take_over_counts(readings, news)
        rows._log_on_organisations(news)
        now = fields.Datetime.now()
        for row in rows:
            text = "\n".join(news[row]) or self.env._("Nothing new.")
            row._store({"taken_at": now, "result": text})

    def _take_over_counts(self, readings, news):
        rows = self.filtered(lambda row: "total" in readings[row].values)
        year = self.import_id.year
        counts = self.env["club.membership.count"].search(
            [
                ("partner_id", "in", rows.partner_id.ids),
                ("year", "=", year),
                ("needs_review", "=", False),
            ]
        )
        by_partner = {count.partner_id: count for count in counts}
        vals_list = []
        for row in rows:
            count = by_partner.get(row.partner_id, counts.browse())
            vals = row._count_vals(readings[row].values, count)
            if vals and not count:
                vals_list.append(
                    {"partner_id": row.partner_id.id, "year": year, **vals}
                )
            if vals:
                news[row].append(row._tell_count(year, count, vals))
                count.write(vals)
        self.env["club.membership.count"].create(vals_list)

    def _count_vals(self, values, count):
        """What is new about the number of members."""
        vals = {
            "total": values["total"],
            "is_estimated": values["is_estimated"],
            "is_youth_reported": "youth" in values,
            "youth": values.get("youth", 0),
        }
        if "youth" not in values and count.youth <= values["total"]:
            vals |= {
                "is_youth_reported": count.is_youth_reported,
                "youth": count.youth,
            }
        return {
            name: value
            for name, value in vals.items()
            if not count or count[name] != value
        }

    def _tell_count(self, year, count, vals):
        total = vals.get("total", count.total)
        if count and total != count.total:
            total = f"{count.total} → {total}"
        return self.env._("Members %(year)s: %(total)s", year=year, total=total)

    def _log_on_organisations(self, news):
        """One note on each organisation: what changed, and from where."""
        bodies = {}
        for row in self:
            if news[row]:
                lines = Markup().join(
                    Markup("<li>%s</li>") % text for text in news[row]
                )
                head = self.env._("From the list “%(name)s”:", name=row.import_id.name)
                bodies[row.partner_id.id] = Markup("%s<ul>%s</ul>") % (head, lines)
        partners = self.env["res.partner"].browse(bodies)
        partners._message_log_batch(bodies=bodies)

    # ------------------------------------------------------------
    # Undoing
    # ------------------------------------------------------------

    def _archive_created(self):
        """Archive organisations and persons that these rows brought along."""
        rows = self.filtered(lambda row: row.state == "taken")
        partners = rows.filtered("is_created").partner_id
        partners |= rows.chair_id | rows.contact_id
        partners.action_archive()
