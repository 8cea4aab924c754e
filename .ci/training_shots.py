"""Pictures of trainings; part of the table in screenshots.py."""

import json

# what a model's records are found by, and what becomes of them
READ = """
fetch("/web/dataset/call_kw/{model}/search_read", {{
    method: "POST",
    headers: {{"Content-Type": "application/json"}},
    body: JSON.stringify({{params: {{
        model: "{model}", method: "search_read",
        args: [{domain}, ["id"]], kwargs: {{limit: {limit}, order: "id"}},
    }}}}),
}}).then((answer) => answer.json())
"""
OPEN = """
.then((answer) => {{
    location = "/odoo/action-club_support.{action}/" + answer.result[0].id;
}});
"""
PRINT = """
.then((answer) => fetch(
    "/report/pdf/club_support.{report}/"
    + answer.result.map((each) => each.id).join(",") + "{options}"
)).then((answer) => answer.arrayBuffer()).then((buffer) => btoa(
    new Uint8Array(buffer).reduce((text, byte) => text + String.fromCharCode(byte), "")
))
"""
FULL = [["training_state", "=", "open"], ["seats_max", "=", 8]]
HELD = [["training_state", "=", "held"], ["facility_id", "!=", False]]
AHEAD = [
    ["training_state", "in", ["open", "planned"]],
    ["training_id", "!=", False],
    ["date_begin", ">", "now"],
]
# the link of whoever was offered a seat is in the mail only
OFFERED = """
env["club.training.offer"].search([("state", "=", "open")]).booking_id._get_page_url()
"""
DESK = "/odoo/club-desk"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
FORM = ".o_form_view .o_notebook"
MOBILE = (390, 844)


def read(model, domain, limit=1):
    return READ.format(model=model, domain=json.dumps(domain), limit=limit)


def make_shots(shot):
    """The pictures.

    :param shot: the class of one picture
    """
    found = read("event.event", FULL)
    form = found + OPEN.format(action="event_event_action_training")
    certified = read("event.registration", [["certificate_units", "=", 6]])
    certificate = certified + PRINT.format(
        report="club_training_certificate", options=""
    )
    sheet = read("event.event", HELD) + PRINT.format(
        report="club_training_signatures", options=""
    )
    programme = read("event.event", AHEAD, 40) + PRINT.format(
        report="club_training_programme", options=""
    )
    login = "fortbildung"
    return [
        shot(
            "training_date",
            login,
            DESK,
            CARD,
            steps=(("js", form), ("wait", FORM)),
        ),
        shot(
            "training_waiting",
            login,
            DESK,
            CARD,
            steps=(
                ("js", form),
                ("wait", FORM),
                ("click", ".o-form-buttonbox button[name=action_club_view_people]"),
                ("wait", ".o_data_row"),
            ),
        ),
        shot("training_programme", None, "/club/trainings?lang=de", "main", MOBILE),
        shot("training_page", None, "", ".club-page, main", MOBILE, link=OFFERED),
        shot("certificate", login, DESK, CARD, pdf=certificate),
        shot("signature_sheet", login, DESK, CARD, pdf=sheet),
        shot("programme", login, DESK, CARD, pdf=programme),
    ]
