from odoo.exceptions import UserError
from odoo.http import Controller, Response, request, route

from .link import ACT, HEADERS, SHOW, ClubLinkPages

PAGE = "/club/training/<string:token>"
DAY = f"{PAGE}/day-<int:day_id>.ics"


class ClubTrainingBookingController(ClubLinkPages, Controller):
    """Whoever registered sees the seats, gives them up, and answers offers."""

    _link_model = "club.training.booking"
    _link_purpose = "training"

    @route(PAGE, **SHOW)
    def booking_show(self, token, **params):
        """Show the seats of a booking; changes nothing."""
        return self._serve(token, params, self._show)

    @route(PAGE, **ACT)
    def booking_act(self, token, **params):
        """Give up seats, answer an offer, or queue again."""
        return self._serve(token, params, self._act)

    @route(DAY, **SHOW)
    def booking_calendar(self, token, day_id, **params):
        """One day as a file for calendars; changes nothing."""
        params["day_id"] = day_id
        return self._serve(token, params, self._show_calendar)

    def _serve(self, token, params, handler):
        """The page behind a good link, unless the room of trainings is switched off."""

        def serve(booking, params):
            if booking.event_id._club_is_published():
                return handler(booking, params)
            # whoever holds the link learns whom to ask, and nothing of the training
            return self._club_link_page(
                "club_support.club_training_closed", booking.browse(), status=404
            )

        return self._club_link_serve(token, params, serve)

    # ------------------------------------------------------------
    # Show
    # ------------------------------------------------------------

    def _show(self, booking, params, status=200, **values):
        event = booking.event_id
        seated = booking._page_seated()
        return self._club_link_page(
            "club_support.club_training_booking_page",
            booking,
            status=status,
            event=event,
            people=booking._page_people(),
            can_give_up=booking._page_can_give_up(),
            days=event._club_get_page_days(),
            seated=seated,
            places=event._club_get_page_places(is_whole=bool(seated)),
            **values,
        )

    def _show_calendar(self, booking, params):
        days = booking.event_id.training_day_ids
        day = days.filtered(lambda one: one.id == params["day_id"])
        is_on = booking.event_id.training_state == "open"
        if not (day and is_on and booking._page_seated()):
            return self._show(booking, {}, status=404)
        headers = {
            **HEADERS,
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'attachment; filename="training.ics"',
        }
        return Response(booking._page_calendar(day), headers=headers)

    # ------------------------------------------------------------
    # Act
    # ------------------------------------------------------------

    def _act(self, booking, params):
        steps = {
            "cancel": self._ask_to_give_up,
            "give_up": self._give_up,
            "accept": self._answer_offer,
            "decline": self._answer_offer,
            "together": self._stay_together,
            "apart": self._stay_together,
            "again": self._queue_again,
        }
        step = steps.get(params.get("answer"))
        if not step:
            return self._show(booking, {})
        try:
            with request.env.cr.savepoint():
                return step(booking, params)
        except UserError as error:
            request.env.invalidate_all(flush=False)
            return self._show(booking, {}, status=422, refused=str(error))

    def _get_people(self, booking, params):
        """Those meant by a button: one person, or all who still can."""
        people = booking._page_can_give_up()
        if params.get("person") != "all":
            people = people.filtered(lambda one: str(one.id) == params.get("person"))
        if not people:
            raise UserError(
                request.env._(
                    "There is no seat left that could be given up here. Please look at "
                    "your registration below."
                )
            )
        return people

    def _ask_to_give_up(self, booking, params):
        people = self._get_people(booking, params)
        return self._club_link_page(
            "club_support.club_training_booking_cancel",
            booking,
            event=booking.event_id,
            people=people,
            has_seat=any(one.state == "open" or one.offer_id for one in people),
            person=params["person"],
        )

    def _give_up(self, booking, params):
        booking._give_up(self._get_people(booking, params))
        return self._club_link_done()

    def _answer_offer(self, booking, params):
        offer = booking.offer_ids.filtered(
            lambda one: str(one.id) == params.get("offer")
        )
        if not offer:
            raise UserError(
                request.env._(
                    "This offer is not one of yours. Please look at your registration "
                    "below."
                )
            )
        if params["answer"] == "accept":
            offer._accept()
        else:
            offer._decline()
        return self._club_link_done()

    def _stay_together(self, booking, params):
        if booking._page_can_part():
            booking.stays_together = params["answer"] == "together"
            request.env["club.training.allotter"]._run_later(booking.event_id)
        return self._club_link_done()

    def _queue_again(self, booking, params):
        if booking._page_can_queue_again():
            booking._queue_again()
        return self._club_link_done()
