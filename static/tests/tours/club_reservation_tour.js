import {registry} from "@web/core/registry";

// Names are those of the test; the rest goes by names of fields and buttons. A slow
// machine needs more than ten seconds a step.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:enabled`,
    run: "click",
});

const isIn = (state) => ({
    content: `It is ${state}`,
    trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
});

const openCard = (name) => ({
    content: `${name} is on the list`,
    trigger: `.o_kanban_record:contains(${name})`,
});

registry.category("web_tour.tours").add("club_support_request", {
    steps: () =>
        patiently([
            {
                content: "Nobody has the time yet",
                trigger: ".o_form_view:not(:has(button[name=action_find_time]))",
            },
            press("action_request"),
            isIn("requested"),
        ]),
});

registry.category("web_tour.tours").add("club_support_alternative", {
    steps: () =>
        patiently([
            {
                content: "The hint says who was faster",
                trigger: ".alert-warning:contains(Tour Basketball)",
            },
            press("action_confirm"),
            {
                content: "It is refused, and says who has the time and what is free",
                trigger: ".modal:contains(Tour Basketball):contains(Tour Drittel C)",
            },
            {
                content: "Read it",
                trigger: ".modal footer .btn-primary",
                run: "click",
            },
            {
                content: "What else is free?",
                trigger:
                    "body:not(:has(.modal)) .o_form_view button[name=action_find_time]",
                run: "click",
            },
            {
                content: "Another third at the same time",
                trigger:
                    ".modal .o_data_row:contains(Tour Drittel C) button[name=action_take]",
                run: "click",
            },
            {
                content: "It lies there now",
                trigger:
                    "body:not(:has(.modal)) .o_form_view:not(:has(.alert-warning:contains(Tour Basketball)))",
            },
            press("action_confirm"),
            isIn("confirmed"),
        ]),
});

registry.category("web_tour.tours").add("club_support_caretaker", {
    steps: () =>
        patiently([
            openCard("Tour Turnen"),
            {
                content: "Some came",
                trigger: ".o_kanban_record:contains(Tour Turnen) .btn-primary",
                run: "click",
            },
            {
                content: "How many",
                trigger: ".modal .o_field_widget[name=number] input",
                run: "edit 14",
            },
            {
                content: "Note it",
                trigger: ".modal footer button[name=action_apply]",
                run: "click",
            },
            {
                content: "It is noted",
                trigger:
                    "body:not(:has(.modal)) .o_kanban_record:contains(Tour Turnen) .badge:contains(14)",
            },
            {
                content: "To the other nobody came",
                trigger:
                    ".o_kanban_record:contains(Tour Schach) button[name=action_count_people]",
                run: "click",
            },
            {
                content: "That is noted as well",
                trigger: ".o_kanban_record:contains(Tour Schach) .badge:contains(0)",
            },
        ]),
});
