import {registry} from "@web/core/registry";

// Names are those of the test; the rest goes by names of fields and buttons. A slow
// machine needs more than ten seconds a step.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const write = (field, text, place = ".o_form_view") => ({
    content: `Write ${text}`,
    trigger: `${place} .o_field_widget[name=${field}] input`,
    run: `edit ${text}`,
});

const press = (name, place = ".o_form_view") => ({
    content: `Press ${name}`,
    trigger: `${place} button[name=${name}]:enabled`,
    run: "click",
});

const chooseHall = (name) => [
    {
        content: "Look for a hall",
        trigger: ".modal .o_field_widget[name=facility_id] input",
        run: `edit ${name}`,
    },
    {
        content: "Choose it",
        trigger: `.o-autocomplete--dropdown-item:contains(${name}) a`,
        run: "click",
    },
];

registry.category("web_tour.tours").add("club_support_training_dates", {
    steps: () =>
        patiently([
            {
                content: "A new course",
                trigger: ".o_list_button_add, .o-kanban-button-new",
                run: "click",
            },
            write("name", "Tour Kinderschutz"),
            write("units", "8"),
            write("seats_max", "2"),
            {
                content: "Save it",
                trigger: ".o_form_button_save",
                run: "click",
            },
            {
                content: "Plan a date",
                trigger: ".o_form_view .o_statusbar_buttons .btn-primary:enabled",
                run: "click",
            },
            ...chooseHall("Tour Saal"),
            {
                content: "The hall can be had",
                trigger:
                    ".modal .o_field_widget[name=line_ids] .o_data_row:not(.text-warning)",
            },
            press("action_make", ".modal footer"),
            {
                content: "Open it for registration",
                trigger: "body:not(:has(.modal))",
            },
        ]),
});

registry.category("web_tour.tours").add("club_support_training_opens", {
    steps: () =>
        patiently([
            press("action_open_registration"),
            {
                content: "It is open",
                trigger:
                    ".o_form_view:not(:has(button[name=action_open_registration]:visible))",
            },
        ]),
});

registry.category("web_tour.tours").add("club_support_training_day", {
    steps: () =>
        patiently([
            press("action_club_view_attendance"),
            {
                content: "The first one is here",
                trigger: `.o_kanban_record:contains(Tour Anna) button[name=action_present]`,
                run: "click",
            },
            {
                content: "It is noted",
                trigger: `.o_kanban_record:contains(Tour Anna) button[name=action_forget]`,
            },
            {
                content: "The other one as well",
                trigger: `.o_kanban_record:contains(Tour Cem) button[name=action_present]`,
                run: "click",
            },
            {
                content: "It is noted",
                trigger: `.o_kanban_record:contains(Tour Cem) button[name=action_forget]`,
            },
            {
                content: "Back to the date",
                trigger: ".breadcrumb-item.o_back_button a",
                run: "click",
            },
            press("action_hold"),
            press("action_issue_certificates"),
            {
                content: "The certificates have numbers",
                trigger: ".o_form_view:has(.o_field_widget[name=registration_ids])",
            },
        ]),
});
