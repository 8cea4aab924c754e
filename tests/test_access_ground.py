"""The access matrix: persona × model × operation, for every model of ours."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

# What each persona may do with a record of its company that the worker is
# responsible for (a dialog: that the worker opened): read, write, create, unlink.
# Whoever is not named may do nothing.
READERS = {
    "worker": "r",
    "colleague": "r",
    "contact_manager": "r",
    "lead": "r",
    "management": "r",
    "administrator": "rwcu",
}
KEEPERS = {
    "worker": "rwc",
    "colleague": "rwc",
    "contact_manager": "rwc",
    "lead": "rwcu",
    "management": "r",
    "administrator": "rwcu",
}
# lists on their way into the register: each worker's own, leads see to all
OWN = {"worker": "rwcu", "lead": "rwcu", "administrator": "rwcu"}
# whoever may change the case changes its parts
PART = {
    "worker": "rwcu",
    "colleague": "r",
    "contact_manager": "r",
    "lead": "rwcu",
    "management": "r",
    "administrator": "rwcu",
}
# what belongs to a network that the organiser coordinates, or to its meeting
NETWORK_PART = {
    "worker": "r",
    "colleague": "r",
    "organiser": "rwcu",
    "contact_manager": "r",
    "lead": "rwcu",
    "management": "r",
    "administrator": "rwcu",
}
# words that the offices of facilities and trainings need as well
WORDS = {
    **READERS,
    "officer": "r",
    "caretaker": "r",
    "trainer": "r",
    "trainingorganiser": "r",
}
# the programme, which everybody who works here reads
PROGRAMME = {**WORDS, "trainingorganiser": "rwcu"}
# what only whoever organises trainings sees
TRAINING_OFFICE = {"trainingorganiser": "r", "administrator": "r"}
TRAINING_DIALOG = {"trainingorganiser": "rwcu", "trainer": "c", "administrator": "c"}
# words and facts of the facility office, read by all who work with halls
FACILITY_READERS = {
    **READERS,
    "administrator": "rwcu",
    "officer": "rwcu",
    "caretaker": "r",
}
# halls as trainings use them
HALLS = {**FACILITY_READERS, "trainer": "r", "trainingorganiser": "r"}
# what only the office plans with
OFFICE = {"management": "r", "administrator": "rwcu", "officer": "rwcu"}
MATRIX = {
    "club.training": PROGRAMME,
    "club.training.day": PROGRAMME,
    "club.training.booking": {
        "trainingorganiser": "rwc",
        "administrator": "rwc",
    },
    "club.training.offer": TRAINING_OFFICE,
    "club.training.allotment": TRAINING_OFFICE,
    "club.training.notice": TRAINING_OFFICE,
    # here the trainer teaches
    "club.training.attendance": {**TRAINING_OFFICE, "trainer": "r"},
    # the table is a lock, it holds nothing
    "club.training.allotter": {},
    # hashes that nobody reads
    "club.request.limit": {},
    # dialogs: here the organiser opened them
    "club.training.minutes": TRAINING_DIALOG,
    "club.training.walk.in": TRAINING_DIALOG,
    "club.training.revoke": {"trainingorganiser": "rwcu", "administrator": "c"},
    "club.training.plan": {"trainingorganiser": "rwcu", "administrator": "c"},
    # only in a dialog of one's own
    "club.training.plan.line": {"trainingorganiser": "rwcu"},
    "club.training.call.off": {"trainingorganiser": "rwcu", "administrator": "c"},
    "club.training.report": {**TRAINING_OFFICE, "management": "r"},
    "club.training.programme": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "management": "c",
        "administrator": "c",
        "trainingorganiser": "c",
        "foreigner": "c",
    },
    "club.training.register": {"trainingorganiser": "rwcu", "administrator": "c"},
    "club.training.register.line": {"trainingorganiser": "rwcu", "administrator": "c"},
    "club.training.seat": {"trainingorganiser": "rwcu", "administrator": "c"},
    "club.facility.type": HALLS,
    "club.equipment": FACILITY_READERS,
    "club.allocation.rank": FACILITY_READERS,
    "club.facility": HALLS,
    "club.closure": FACILITY_READERS,
    "club.closure.rule": FACILITY_READERS,
    # kept by the closure; the office decides where displaced groups go
    "club.closure.displaced": {"administrator": "rw", "officer": "rw"},
    "club.closure.notice": {"administrator": "r", "officer": "r"},
    "club.season": FACILITY_READERS,
    # here the worker asked for it, in a house of the caretaker
    "club.reservation": {
        "worker": "rwc",
        "management": "r",
        "administrator": "rwcu",
        "officer": "rwcu",
        "caretaker": "r",
    },
    "club.reservation.series": {**OFFICE, "caretaker": "r"},
    # kept by the methods of the series and of the reservation
    "club.reservation.skip": {
        "management": "r",
        "administrator": "r",
        "officer": "r",
        "caretaker": "r",
    },
    "club.occupancy": {"management": "r", "administrator": "r", "officer": "r"},
    # written by confirming a season
    "club.season.notice": {"management": "r", "administrator": "r", "officer": "r"},
    "club.season.refuse": {"officer": "rwcu", "administrator": "c"},
    # written by telling clubs
    "club.reservation.notice": {"administrator": "r", "officer": "r"},
    "club.reservation.step": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
        "officer": "c",
        "foreigner": "c",
    },
    "club.reservation.count": {
        "officer": "rwcu",
        "caretaker": "c",
        "administrator": "c",
    },
    "club.occupancy.report": {"management": "r", "administrator": "r", "officer": "r"},
    "club.occupancy.hour": {"management": "r", "administrator": "r", "officer": "r"},
    "club.facility.plan.print": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "management": "c",
        "administrator": "c",
        "officer": "c",
        "caretaker": "c",
        "foreigner": "c",
    },
    "club.season.application": OFFICE,
    "club.season.wish": OFFICE,
    "club.network": {**NETWORK_PART, "organiser": "rwc"},
    "club.network.member": NETWORK_PART,
    "club.network.role": {**READERS, "foreigner": "r"},
    # counted by adopting decisions only
    "club.network.counter": {**READERS, "administrator": "r"},
    "club.meeting": NETWORK_PART,
    "club.meeting.series": NETWORK_PART,
    "club.meeting.series.item": NETWORK_PART,
    # kept by making meetings
    "club.meeting.series.date": {**READERS, "administrator": "r"},
    "club.agenda.item": NETWORK_PART,
    "club.attendance": NETWORK_PART,
    "club.decision": NETWORK_PART,
    "club.action.item": NETWORK_PART,
    "club.invitation": NETWORK_PART,
    # kept by answering
    "club.invitation.answer": {**READERS, "administrator": "r"},
    "club.invitation.answer.enter": {
        "organiser": "rwcu",
        "lead": "c",
        "administrator": "c",
    },
    "club.case": {
        "worker": "rwc",
        "colleague": "rc",
        "contact_manager": "rc",
        "lead": "rwc",
        "management": "r",
        "administrator": "rwcu",
    },
    "club.case.deadline": PART,
    # written by reading; here the lead supervises
    "club.case.access.log": {"lead": "r", "administrator": "r"},
    # figures are computed; exports are kept by exporting
    "club.activity.report": {**READERS, "administrator": "r"},
    "club.export.log": {"management": "r", "administrator": "r"},
    "club.mandate": {**READERS, "colleague": "", "contact_manager": ""},
    # kept by the methods of the case, read by whoever reads it
    "club.case.waiting": {**READERS, "administrator": "r"},
    # everybody's own: what it shows follows the rules of the cases
    "club.desk": {
        "worker": "r",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "r",
        "administrator": "r",
        "officer": "r",
        "caretaker": "r",
        "trainer": "r",
        "trainingorganiser": "r",
        "foreigner": "r",
    },
    "club.case.timeline": {**READERS, "administrator": "r"},
    "club.case.file": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "management": "c",
        "administrator": "c",
    },
    # a view of what ends soon
    "club.ending": {**READERS, "administrator": "r"},
    "club.case.goal": PART,
    "club.assessment": PART,
    "club.assessment.line": PART,
    "club.case.referral": PART,
    # another link says another thing: nobody changes one
    "club.case.link": {
        "worker": "rcu",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "rcu",
        "management": "r",
        "administrator": "rcu",
    },
    "club.contact.entry.people": PART,
    "club.contact.entry": {
        "worker": "rwcu",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "rwcu",
        "management": "r",
        "administrator": "rwcu",
    },
    "club.incoming.mail": {
        "worker": "r",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "r",
        "administrator": "ru",
    },
    "club.import": OWN,
    "club.import.row": OWN,
    # the office's own, administrators see to all
    "club.import.facility": {"administrator": "rwcu", "officer": "rwcu"},
    "club.facility.divide": {"officer": "rwcu", "administrator": "c"},
    "club.area": WORDS,
    "club.field.of.action": WORDS,
    "club.target.group": WORDS,
    "club.unit": READERS,
    "club.case.type": READERS,
    "club.case.plan": READERS,
    "club.case.plan.line": READERS,
    # made by applying a plan, changed by methods only
    "club.case.plan.step": {**READERS, "administrator": "r"},
    "club.team": READERS,
    "club.actor.type": {**READERS, "officer": "r", "trainingorganiser": "r"},
    "club.sport": WORDS,
    "club.language": READERS,
    "club.office.function": {**READERS, "officer": "r"},
    "club.cooperation.kind": READERS,
    "club.office": {**KEEPERS, "officer": "r"},
    "club.cooperation": KEEPERS,
    "club.membership.count": KEEPERS,
    "club.membership.count.line": {
        **KEEPERS,
        "worker": "rwcu",
        "colleague": "rwcu",
        "contact_manager": "rwcu",
    },
    # somebody's own mailings; who got them is written by sending only
    "club.mailing": {
        "worker": "rwcu",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "rwcu",
        "management": "r",
        "administrator": "rwcu",
    },
    "club.mailing.recipient": {**READERS, "administrator": "r"},
    # facts and words that all companies share
    "club.holiday": {**WORDS, "foreigner": "r"},
    "club.deadline.kind": {**READERS, "foreigner": "r"},
    "club.maturity.dimension": {**READERS, "foreigner": "r"},
    "club.case.stage": {**READERS, "foreigner": "r"},
    "club.case.result": {**READERS, "foreigner": "r"},
    # made by searching; people only decide
    "club.duplicate.pair": {
        "worker": "r",
        "colleague": "r",
        "contact_manager": "r",
        "lead": "r",
        "management": "r",
        "administrator": "r",
    },
    # dialogs belong to whoever opened them
    "club.case.close": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.case.plan.apply": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.meeting.step": {"organiser": "rwcu", "lead": "c", "administrator": "c"},
    "club.reservation.series.change": {"officer": "rwcu", "administrator": "c"},
    "club.reservation.series.step": {"officer": "rwcu", "administrator": "c"},
    "club.reservation.find": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "officer": "c",
        "administrator": "c",
        "foreigner": "c",
    },
    "club.reservation.find.line": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "officer": "c",
        "administrator": "c",
        "foreigner": "c",
    },
    "club.case.wait": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.case.assign": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.case.hand.over": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.workbook.export": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "management": "c",
        "administrator": "c",
        "officer": "c",
        "trainingorganiser": "c",
        "foreigner": "c",
    },
    "club.meeting.invite": {"organiser": "rwcu", "lead": "c", "administrator": "c"},
    "club.case.link.sender": {"worker": "rwcu", "lead": "c", "administrator": "c"},
    "club.case.merge": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
    "club.case.move.message": {"worker": "rwcu", "lead": "c", "administrator": "c"},
    "club.case.move.message.line": {"worker": "rwcu"},
    "club.holiday.load": {"administrator": "rwcu"},
    # checks are made and answered by methods, never by hand
    "club.profile.check": {**READERS, "administrator": "ru"},
    "club.profile.proposal": {**READERS, "administrator": "ru"},
    "club.profile.check.start": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
        "foreigner": "c",
    },
    # only who may edit the network
    "club.network.member.add": {
        "organiser": "rwcu",
        "lead": "c",
        "administrator": "c",
    },
    "club.office.hand.over": {
        "worker": "rwcu",
        "colleague": "c",
        "contact_manager": "c",
        "lead": "c",
        "administrator": "c",
    },
}
# whoever organises networks is a case worker like any colleague
for rights in MATRIX.values():
    if "colleague" in rights:
        rights.setdefault("organiser", rights["colleague"])
PERSONAS_IN_ORDER = [
    "worker",
    "colleague",
    "organiser",
    "contact_manager",
    "lead",
    "management",
    "administrator",
    "officer",
    "caretaker",
    "trainer",
    "trainingorganiser",
    "plain_user",
    "portal",
    "public",
    "foreigner",
]


class GroundRecords(ClubSupportCommon):
    """One record of each model of ours, and the values of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        other_case = cls._create_case(name="Zuschuss für den Platz")
        cls.second_other_case = cls._create_case(name="Fest im Sommer")
        note = cls.case.message_post(body="Notiz", message_type="comment")
        company = {"company_id": cls.company.id}
        state = cls.env.ref("base.state_de_he").id
        mail = {"date": "2027-03-01 09:00:00", **company}
        Partner = cls.env["res.partner"]
        actor, other_actor = Partner.create(
            [
                {"name": "SV Weidental e.V.", "is_company": True, **company},
                {"name": "Grundschule Weidental", "is_company": True, **company},
            ]
        )
        person = Partner.create({"name": "Jörg Brandt", **company})
        office = {"partner_id": actor.id, "person_id": person.id}
        first_office = cls.env["club.office"].create(
            {**office, "date_from": "2020-01-01", "date_to": "2020-12-31"}
        )
        count = {"partner_id": actor.id, "total": 120}
        mailing = cls.env["club.mailing"].create({"name": "Einladung", **company})
        first_count = cls.env["club.membership.count"].create({**count, "year": 2020})
        check = {
            "partner_id": actor.id,
            "partner_key": actor.id,
            "year": 2020,
            "valid_until": "2020-06-30",
            **company,
        }
        first_check = cls.env["club.profile.check"].create(check)
        cls.plan = cls.env["club.case.plan"].create(
            {
                "name": "Prüfung",
                "line_ids": [
                    Command.create({"name": "Anruf"}),
                    Command.create({"name": "Besuch"}),
                ],
                **company,
            }
        )
        first_assessment = cls.env["club.assessment"].create(
            {"case_id": cls.case.id, "moment": "start", "line_ids": []}
        )
        network = {"name": "Runder Tisch", "user_id": cls.organiser.id, **company}
        first_network = cls.env["club.network"].create(network)
        times = {"start": "2027-03-02 17:00:00", "stop": "2027-03-02 19:00:00"}
        meeting = {"network_id": first_network.id, **times}
        first_meeting = cls.env["club.meeting"].create(meeting)
        part = {"meeting_id": first_meeting.id}
        first_series = cls.env["club.meeting.series"].create(
            {"network_id": first_network.id, "name": "Monatlich"}
        )
        first_invitation = cls.env["club.invitation"].create(
            {**part, "partner_id": cls.chair.id}
        )
        own_list = {"name": "Liste", "user_id": cls.worker.id, **company}
        hall = {"name": "Mühlenhalle", "is_bookable": True, **company}
        first_hall = cls.env["club.facility"].create(
            {**hall, "caretaker_ids": [Command.set(cls.caretaker.ids)]}
        )
        season = {
            "name": "Winter",
            "date_from": "2027-09-01",
            "date_to": "2028-04-30",
            **company,
        }
        booking = {
            "facility_id": first_hall.id,
            "start": "2027-03-02 17:00:00",
            "stop": "2027-03-02 19:00:00",
        }
        practice = {
            "facility_id": first_hall.id,
            "name": "Training",
            "date_from": "2027-03-01",
            "date_to": "2027-06-30",
        }
        first_reservation = cls.env["club.reservation"].create(booking)
        first_find = cls.env["club.reservation.find"].with_user(cls.worker)
        first_find = first_find.create({"name": "Training"})
        first_practice = cls.env["club.reservation.series"].create(practice)
        first_season = cls.env["club.season"].create(season)
        application = {"season_id": first_season.id, "partner_id": actor.id}
        first_application = cls.env["club.season.application"].create(application)
        closure = {
            "name": "Neuer Boden",
            "facility_id": first_hall.id,
            "start": "2027-07-01 06:00:00",
            "stop": "2027-07-02 06:00:00",
        }
        first_closure = cls.env["club.closure"].create(closure)
        training = {"name": "Kinderschutz im Verein", **company}
        first_training = cls.env["club.training"].create(training)
        trained = {
            "training_id": first_training.id,
            "date_begin": "2027-03-02 09:00:00",
            "date_end": "2027-03-02 16:00:00",
            "trainer_ids": [Command.set(cls.trainer.partner_id.ids)],
        }
        first_date = cls.env["event.event"].create(trained)
        learner = {"event_id": first_date.id, "name": "Jörg Brandt"}
        first_learner, other_learner = cls.env["event.registration"].create(
            [learner, {**learner, "name": "Hanna Berg"}]
        )
        first_booking = first_learner.booking_id
        first_row = {
            "registration_id": other_learner.id,
            "day_id": first_date.training_day_ids.id,
        }
        first_attendance = cls.env["club.training.attendance"].create(first_row)
        first_plan = cls.env["club.training.plan"].with_user(cls.trainingorganiser)
        first_plan = first_plan.create({"training_id": first_training.id})
        cls.vals = {
            "club.training": training,
            "club.training.day": {
                "event_id": first_date.id,
                "start": "2027-03-02 17:30:00",
                "stop": "2027-03-02 19:00:00",
            },
            "club.training.booking": {"event_id": first_date.id},
            "club.training.offer": {
                "booking_id": first_booking.id,
                "until": "2027-03-01 09:00:00",
            },
            "club.training.allotment": {"event_id": first_date.id, "kind": "seat"},
            "club.training.notice": {
                "event_id": first_date.id,
                "booking_id": first_booking.id,
                "kind": "seat",
            },
            "club.training.attendance": {
                "registration_id": first_learner.id,
                "day_id": first_date.training_day_ids.id,
            },
            "club.request.limit": {"sender": "0", "moment": "2020-01-01 00:00:00"},
            "club.training.allotter": {},
            "club.training.minutes": {"attendance_id": first_attendance.id},
            "club.training.walk.in": {"event_id": first_date.id},
            "club.training.revoke": {"registration_id": first_learner.id},
            "club.training.plan": {"training_id": first_training.id},
            "club.training.plan.line": {
                "plan_id": first_plan.id,
                "start": "2027-03-02 17:30:00",
                "stop": "2027-03-02 19:00:00",
            },
            "club.training.call.off": {"event_id": first_date.id},
            "club.training.report": {},
            "club.training.programme": {"part": "first"},
            "club.training.register": {"event_id": first_date.id},
            "club.training.register.line": {"name": "Lea Frank"},
            "club.training.seat": {"registration_id": first_learner.id},
            "club.facility.type": {"name": "Tennishalle", **company},
            "club.equipment": {"name": "Tore", **company},
            "club.allocation.rank": {"name": "Auswärtige", **company},
            "club.facility": hall,
            "club.occupancy.report": {},
            "club.occupancy.hour": {},
            "club.facility.plan.print": {"paper": "a3"},
            "club.closure": closure,
            "club.closure.rule": {"facility_id": first_hall.id},
            "club.closure.displaced": {
                "closure_id": first_closure.id,
                "reservation_id": first_reservation.id,
                "facility_before_id": first_hall.id,
                "start_before": booking["start"],
                "stop_before": booking["stop"],
                "state_before": "confirmed",
            },
            "club.closure.notice": {
                "closure_id": first_closure.id,
                "partner_id": actor.id,
            },
            "club.season": season,
            "club.reservation": {**booking, "user_id": cls.worker.id},
            "club.reservation.series": practice,
            "club.reservation.series.change": {"series_id": first_practice.id},
            "club.reservation.series.step": {"series_id": first_practice.id},
            "club.reservation.skip": {
                "series_id": first_practice.id,
                "date": "2027-03-08",
                "kind": "closed",
            },
            "club.occupancy": {
                "unit_id": first_hall.id,
                "reservation_id": first_reservation.id,
                "start": "2027-03-02 17:00:00",
                "stop": "2027-03-02 19:00:00",
            },
            "club.reservation.notice": {"kind": "confirmed", **company},
            "club.reservation.step": {"step": "cancel"},
            "club.reservation.count": {"reservation_id": first_reservation.id},
            "club.season.application": application,
            "club.season.notice": {
                "season_id": first_season.id,
                "partner_id": actor.id,
            },
            "club.season.refuse": {"application_id": first_application.id},
            "club.season.wish": {"application_id": first_application.id},
            "club.network": network,
            "club.network.member": {
                "network_id": first_network.id,
                "partner_id": actor.id,
            },
            "club.network.role": {"name": "Patin"},
            "club.network.member.add": {"network_id": first_network.id},
            "club.network.counter": {"network_id": first_network.id, "year": 2027},
            "club.meeting": meeting,
            "club.meeting.series": {
                "network_id": first_network.id,
                "name": "Jeden Monat",
            },
            "club.meeting.series.item": {
                "series_id": first_series.id,
                "name": "Verschiedenes",
            },
            "club.meeting.series.date": {
                "series_id": first_series.id,
                "date": "2027-03-02",
            },
            "club.agenda.item": {**part, "name": "Hallenzeiten"},
            "club.attendance": {**part, "name": "Otto Ohne"},
            "club.decision": {**part, "name": "Wir treffen uns öfter"},
            "club.action.item": {**part, "name": "Liste schicken"},
            "club.invitation": {**part, "partner_id": person.id},
            "club.invitation.answer": {
                "invitation_id": first_invitation.id,
                "answer": "yes",
            },
            "club.meeting.invite": part,
            "club.invitation.answer.enter": {"invitation_id": first_invitation.id},
            "club.profile.check": {**check, "year": 2021},
            "club.profile.proposal": {"check_id": first_check.id, "kind": "remark"},
            "club.profile.check.start": {"days_valid": 30},
            "club.case": {"name": "Fall", "user_id": cls.worker.id, **company},
            "club.contact.entry": {
                "note": "Anruf",
                "user_id": cls.worker.id,
                **company,
            },
            "club.incoming.mail": mail,
            "club.import": own_list,
            "club.import.row": {
                "name": "TSV Tal",
                "import_id": cls.env["club.import"].create(own_list).id,
            },
            "club.import.facility": {
                "site": "Mühlenhalle",
                "import_id": cls.env["club.import"]
                .create({**own_list, "kind": "facilities", "user_id": cls.officer.id})
                .id,
            },
            "club.facility.divide": {"facility_id": first_hall.id},
            "club.area": {"name": "Musterau", **company},
            "club.field.of.action": {"name": "Integration", **company},
            "club.target.group": {"name": "Jugendliche", **company},
            "club.unit": {"name": "Fachdienst Sport", **company},
            "club.contact.entry.people": {
                "entry_id": cls.env["club.contact.entry"]
                .create({"note": "Fest", "user_id": cls.worker.id, **company})
                .id,
                "target_group_id": cls.env["club.target.group"]
                .create({"name": "Kinder", **company})
                .id,
            },
            "club.case.assign": {"user_id": cls.colleague.id, **company},
            "club.case.hand.over": {
                "user_id": cls.worker.id,
                "successor_id": cls.colleague.id,
                "note": "Übergabe",
                **company,
            },
            "club.case.type": {"name": "Beratung", **company},
            "club.case.plan": {"name": "Beratung", **company},
            "club.case.plan.line": {"name": "Erstgespräch", "plan_id": cls.plan.id},
            "club.case.plan.step": {
                "case_id": cls.case.id,
                "line_id": cls.plan.line_ids.ids[0],
            },
            "club.case.plan.apply": {"case_ids": [Command.set(cls.case.ids)]},
            "club.team": {"name": "Zweites Team", **company},
            "club.holiday": {
                "name": "Feiertag",
                "state_id": state,
                "date_from": "2027-03-01",
            },
            "club.deadline.kind": {"name": "Zwischenbericht"},
            "club.maturity.dimension": {"name": "Sprache"},
            "club.case.goal": {"case_id": cls.case.id, "name": "Zwei Trainerinnen"},
            "club.assessment": {"case_id": cls.case.id, "line_ids": []},
            "club.assessment.line": {
                "assessment_id": first_assessment.id,
                "dimension_id": cls.env.ref(
                    "club_support.club_maturity_dimension_attitude"
                ).id,
            },
            "club.case.referral": {
                "case_id": cls.case.id,
                "partner_id": actor.id,
                "name": "Hallenzeiten",
            },
            "club.case.deadline": {
                "case_id": cls.case.id,
                "kind_id": cls.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": "2027-06-30",
            },
            "club.case.access.log": {
                "case_id": cls.case.id,
                "number": cls.case.number,
                "user_id": cls.worker.id,
                "date": "2027-03-01 09:00:00",
                "kind": "form",
                **company,
            },
            "club.mandate": {
                "user_id": cls.worker.id,
                "date_from": "2020-01-01",
                "date_to": "2020-12-31",
                **company,
            },
            "club.case.waiting": {
                "case_id": cls.case.id,
                "reason": "Antwort",
                "date_from": "2027-03-01",
            },
            "club.meeting.step": part,
            "club.reservation.find": {"name": "Turnier"},
            "club.reservation.find.line": {"find_id": first_find.id, **booking},
            "club.case.wait": {
                "reason": "Antwort",
                "case_ids": [Command.set(cls.case.ids)],
            },
            "club.ending": {},
            "club.activity.report": {},
            "club.workbook.export": {},
            "club.export.log": {
                "name": "Fälle",
                "user_id": cls.worker.id,
                "date": "2027-03-01 09:00:00",
                **company,
            },
            "club.desk": {},
            "club.case.timeline": {},
            "club.case.file": {"case_ids": [Command.set(cls.case.ids)]},
            "club.case.stage": {"name": "Prüfung"},
            "club.case.result": {"name": "Erledigt"},
            "club.mailing": {
                "name": "Rundschreiben",
                "user_id": cls.worker.id,
                "partner_ids": [Command.set(cls.club.ids)],
                **company,
            },
            "club.mailing.recipient": {
                "mailing_id": mailing.id,
                "partner_id": actor.id,
            },
            "club.case.close": {
                "result_id": cls.result_achieved.id,
                "case_ids": [Command.set(cls.case.ids)],
            },
            "club.case.link.sender": {
                "case_id": cls.case.id,
                "partner_id": cls.chair.id,
            },
            "club.case.link": {"case_id": cls.case.id, "related_id": other_case.id},
            "club.case.merge": {"case_ids": [Command.set(cls.case.ids)]},
            "club.case.move.message": {"case_id": cls.case.id},
            "club.case.move.message.line": {"message_id": note.id},
            "club.holiday.load": {"state_id": state},
            "club.actor.type": {"name": "Stiftung", **company},
            "club.sport": {"name": "Faustball", **company},
            "club.language": {"name": "Platt", **company},
            "club.office.function": {"name": "Kantorin", **company},
            "club.cooperation.kind": {"name": "Patenschaft", **company},
            "club.office": {**office, "date_from": "2021-01-01"},
            "club.cooperation": {
                "partner_id": actor.id,
                "other_partner_id": other_actor.id,
            },
            "club.membership.count": {**count, "year": 2021},
            "club.membership.count.line": {"count_id": first_count.id, "number": 3},
            "club.office.hand.over": {
                "office_id": first_office.id,
                "person_id": cls.chair.id,
            },
            "club.duplicate.pair": {
                "partner_id": actor.id,
                "other_partner_id": other_actor.id,
            },
        }

    @classmethod
    def _create_as_owner(cls, model):
        if not cls.env[model]._auto:
            return cls._find_line(model)
        owner = cls.env.user
        vals = cls.vals[model]
        if cls.env[model]._transient:
            owner = next(
                getattr(cls, persona)
                for persona in (
                    "worker",
                    "organiser",
                    "officer",
                    "trainingorganiser",
                    "administrator",
                )
                if persona in MATRIX[model]
            )
        if model == "club.case.move.message.line":
            dialog = cls._create_as_owner("club.case.move.message")
            # its own lines are there before another one comes
            dialog.line_ids.unlink()
            cls.vals[model]["dialog_id"] = dialog.id
        return cls.env[model].with_user(owner).create(vals)

    @classmethod
    def _find_line(cls, model):
        """A line of a view over the tables, about the worker's case."""
        if model in ("club.desk", "club.training.report"):
            return cls.env[model].search([], limit=1)
        if model.startswith("club.occupancy."):
            Reservation = cls.env["club.reservation"]
            if not Reservation.search([("state", "=", "confirmed")], limit=1):
                # a day on which nothing else of these records lies
                times = {"start": "2027-03-10 17:00:00", "stop": "2027-03-10 19:00:00"}
                vals = {**cls.vals["club.reservation"], **times}
                Reservation.create(vals).action_confirm()
            cls.env.flush_all()
            return cls.env[model].search([], limit=1)
        cls.env["club.case.deadline"].create(cls.vals["club.case.deadline"])
        return cls.env[model].search([("case_id", "=", cls.case.id)], limit=1)


@tagged("post_install", "-at_install")
class TestAccessGround(GroundRecords):
    def _change(self, model):
        field = {
            "club.training.day": "stop",
            "club.training.booking": "note",
            "club.training.register": "contact_name",
            "club.training.seat": "reason",
            "club.training.offer": "until",
            "club.training.allotment": "reason",
            "club.training.notice": "reason",
            "club.training.attendance": "presence",
            "club.request.limit": "sender",
            "club.training.minutes": "minutes",
            "club.training.revoke": "reason",
            "club.training.plan": "days",
            "club.training.plan.line": "stop",
            "club.training.call.off": "reason",
            "club.training.report": "kind",
            "club.training.programme": "with_contents",
            "club.facility.plan.print": "paper",
            "club.occupancy.report": "use",
            "club.occupancy.hour": "use",
            "club.closure.rule": "holiday_name",
            "club.closure.displaced": "way",
            "club.closure.notice": "explanation",
            "club.season.wish": "hour_to",
            "club.facility.divide": "word",
            "club.season.notice": "bounce_reason",
            "club.season.refuse": "reason",
            "club.occupancy": "stop",
            "club.reservation.skip": "reason",
            "club.reservation.step": "reason",
            "club.reservation.count": "number",
            "club.reservation.series.step": "reason",
            "club.network.member": "note",
            "club.network.counter": "last_number",
            "club.meeting.series.date": "note",
            "club.network.member.add": "date_from",
            "club.attendance": "note",
            "club.invitation": "organisation_id",
            "club.invitation.answer": "note",
            "club.invitation.answer.enter": "note",
            "club.workbook.export": "with_clubs",
            "club.contact.entry.people": "count",
            "club.case.assign": "user_id",
            "club.case.hand.over": "note",
            "club.case.access.log": "number",
            "club.contact.entry": "note",
            "club.mandate": "note",
            "club.incoming.mail": "error",
            "club.case.close": "note",
            "club.case.plan.step": "is_moved",
            "club.case.plan.apply": "case_ids",
            "club.case.waiting": "reason",
            "club.case.wait": "reason",
            "club.meeting.step": "reason",
            "club.reservation.find.line": "stop",
            "club.desk": "card",
            "club.case.timeline": "kind",
            "club.case.file": "with_notes",
            "club.case.link.sender": "partner_id",
            "club.case.link": "kind",
            "club.case.merge": "master_id",
            "club.case.move.message.line": "is_chosen",
            "club.holiday.load": "year_to",
            "club.meeting.invite": "text",
            "club.office": "note",
            "club.profile.check": "email",
            "club.profile.proposal": "old_value",
            "club.profile.check.start": "days_valid",
            "club.cooperation": "note",
            "club.assessment": "note",
            "club.assessment.line": "note",
            "club.membership.count": "total",
            "club.membership.count.line": "number",
            "club.office.hand.over": "date_from",
            "club.duplicate.pair": "state",
            "club.mailing.recipient": "reason",
        }.get(model, "name")
        values = {
            "hour_to": 21.0,
            "until": "2027-03-01 10:00:00",
            "minutes": 90,
            "presence": "present",
            "days": 2,
            "paper": "a4",
            "way": "keep",
            "stop": "2027-03-02 20:00:00",
            "last_number": 2,
            "organisation_id": self.club.id,
            "partner_id": self.club.id,
            "user_id": self.lead.id,
            "count": 7,
            "year_to": 2027,
            "total": 121,
            "number": 4,
            "days_valid": 40,
            "date_from": "2027-01-01",
            "state": "dismissed",
            "is_moved": True,
            "case_ids": [Command.set(self.case.ids)],
            "kind": "blocks",
            "master_id": self.second_other_case.id,
            "is_chosen": True,
        }
        return {field: values.get(field, "geändert")}

    def _may(self, user, model, operation):
        """Really do it, as a call from outside would, and take it back."""
        try:
            with self.env.cr.savepoint() as savepoint:
                record = self._create_as_owner(model)
                calls = {
                    "r": ("read", record.ids, ["display_name"]),
                    "w": ("write", record.ids, self._change(model)),
                    "c": ("create", {**self.vals[model], **self._second(model)}),
                    "u": ("unlink", record.ids),
                }
                self.env.flush_all()
                self.env.invalidate_all()
                self._rpc(user, model, *calls[operation])
                self.env.flush_all()
                savepoint.rollback()
        except AccessError:
            return False
        finally:
            self.env.invalidate_all()
        return True

    def _second(self, model):
        """What a second record beside the first one must not share with it."""
        return {
            "club.occupancy": {
                "start": "2027-03-03 17:00:00",
                "stop": "2027-03-03 19:00:00",
            },
            "club.reservation.skip": {"date": "2027-03-15"},
            "club.network.member": {"partner_id": self.club.id},
            "club.network.counter": {"year": 2028},
            "club.meeting.series.date": {"date": "2027-04-06"},
            "club.invitation": {"partner_id": self.club.id},
            "club.holiday": {"date_from": "2027-03-02"},
            "club.mandate": {"date_from": "2019-01-01", "date_to": "2019-12-31"},
            "club.case.link": {"related_id": self.second_other_case.id},
            "club.contact.entry.people": {
                "target_group_id": self.env["club.target.group"]
                .create({"name": "Ältere"})
                .id
            },
            "club.office": {"date_from": "2010-01-01", "date_to": "2010-12-31"},
            "club.cooperation": {"date_from": "2010-01-01", "date_to": "2010-12-31"},
            "club.membership.count": {"year": 2010},
            "club.case.plan.step": {"line_id": self.plan.line_ids.ids[1]},
            "club.duplicate.pair": {"other_partner_id": self.club.id},
            "club.assessment.line": {
                "dimension_id": self.env.ref(
                    "club_support.club_maturity_dimension_boards"
                ).id
            },
        }.get(model, {})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_every_persona_may_do_what_the_matrix_says(self):
        for model, rights in MATRIX.items():
            for persona in PERSONAS_IN_ORDER:
                with self.subTest(model=model, persona=persona):
                    user = getattr(self, persona)
                    allowed = "".join(
                        operation
                        for operation in "rwcu"
                        if self._may(user, model, operation)
                    )
                    self.assertEqual(allowed, rights.get(persona, ""))

    def test_the_matrix_names_every_model_of_ours(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("club.") and not model._abstract
        }
        self.assertEqual(ours, set(MATRIX))

    def test_every_model_of_ours_has_an_access_line_for_a_group_of_ours(self):
        for model in MATRIX:
            with self.subTest(model=model):
                lines = self.env["ir.model.access"].search(
                    [("model_id.model", "=", model)]
                )
                self.assertTrue(lines)
                groups = lines.mapped("group_id")
                self.assertEqual(len(lines), len(groups), "a line for everybody")
                privileges = self._ours_privileges()
                self.assertLessEqual(groups.privilege_id, privileges)

    def _ours_privileges(self):
        return self.env["res.groups.privilege"].search(
            [
                (
                    "category_id",
                    "=",
                    self.env.ref("club_support.club_support_category").id,
                )
            ]
        )

    def test_every_model_with_a_company_has_a_rule_for_all_users(self):
        for model in MATRIX:
            if "company_id" not in self.env[model]._fields:
                continue
            with self.subTest(model=model):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", model), ("groups", "=", False)]
                )
                self.assertTrue(
                    [rule for rule in rules if "company_ids" in rule.domain_force]
                )

    def test_words_of_all_companies_are_read_in_every_company(self):
        for model in (
            "club.area",
            "club.field.of.action",
            "club.target.group",
            "club.case.type",
            "club.unit",
            "club.actor.type",
            "club.sport",
            "club.language",
            "club.office.function",
            "club.cooperation.kind",
        ):
            record = self.env[model].create({"name": "Gemeinsam", "company_id": False})
            for user in (self.worker, self.management, self.foreigner):
                with self.subTest(model=model, user=user.login):
                    found = self._rpc(user, model, "search", [("id", "=", record.id)])
                    self.assertEqual(found, record.ids)

    def test_administrators_of_the_app_need_not_be_administrators_of_odoo(self):
        self.assertFalse(self.administrator.has_group("base.group_system"))
        self.assertFalse(self.administrator.has_group("base.group_erp_manager"))
        self.assertTrue(
            self.env.ref("base.user_admin").has_group(
                "club_support.club_support_group_administrator"
            )
        )
