import {registry} from "@web/core/registry";

// Names are those of the test; the rest goes by names of fields and buttons. A slow
// machine needs more than ten seconds a step.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:enabled`,
    run: "click",
});

const openPage = (name) => ({
    content: `Turn to the page ${name}`,
    trigger: `.o_notebook .nav-link[name=${name}]`,
    run: "click",
});

const row = (name) =>
    `.o_field_widget[name=series_ids] .o_data_row:has(td[name=name]:contains(${name}))`;

registry.category("web_tour.tours").add("club_support_season", {
    steps: () =>
        patiently([
            press("action_carry_over"),
            {
                content: "Last winter's time clashes with two applications",
                trigger: ".alert-warning:has(button[name=action_view_clashes])",
            },
            openPage("times"),
            {
                trigger: `${row("Tour Handball")}:contains(Tour Judo):contains(Tour Yoga)`,
            },
            {
                content: "Who named another time takes it",
                trigger: `${row("Tour Judo")} button[name=action_take_other_choice]`,
                run: "click",
            },
            {trigger: `${row("Tour Handball")}:not(:contains(Tour Judo))`},
            {
                content: "Who named none is refused",
                trigger: `${row("Tour Yoga")} button:has(.fa-ban)`,
                run: "click",
            },
            {
                content: "The club wants to know why",
                trigger: ".modal .o_field_widget[name=reason] input",
                run: "edit Tour Ligabetrieb geht vor",
            },
            {
                content: "Refuse it",
                trigger: ".modal footer button[name=action_apply]",
                run: "click",
            },
            {
                content: "Nothing clashes any more",
                trigger:
                    "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_view_clashes]))",
            },
            press("action_confirm"),
            {
                content: "Yes, really",
                trigger: ".modal footer .btn-primary",
                run: "click",
            },
            {
                content: "The clubs are told",
                trigger: "body:not(:has(.modal)) .o_notification:contains(3)",
            },
        ]),
});

// a tour of its own: the form loads anew after the message above
registry.category("web_tour.tours").add("club_support_season_told", {
    steps: () =>
        patiently([
            press("action_view_notices"),
            {
                content: "Look at what the first club reads",
                trigger:
                    ".o_list_view .o_data_row:contains(Tour Verein Eins) td[name=time_count]:contains(2)",
                run: "click",
            },
            {
                content: "All of its times stand there",
                trigger:
                    ".o_field_widget[name=body]:contains(Tour Handball):contains(Tour Turnen)",
            },
            {
                content: "Open the room's menu",
                trigger:
                    ".o_menu_sections [data-menu-xmlid='club_support.club_facility_menu']",
                run: "click",
            },
            {
                content: "The plan on paper",
                trigger:
                    ".o-dropdown--menu [data-menu-xmlid='club_support.club_facility_plan_print_menu']",
                run: "click",
            },
            {
                content: "Of this site",
                trigger: ".modal .o_field_widget[name=facility_ids] input",
                run: "edit Tour Schulzentrum",
            },
            {
                content: "Choose it",
                trigger: ".o-autocomplete--dropdown-item a:contains(Tour Schulzentrum)",
                run: "click",
            },
            {trigger: ".modal .o_field_widget[name=facility_ids] .o_tag"},
            {
                content: "Print it",
                trigger: ".modal footer button[name=action_print]",
                run: "click",
            },
            {
                content: "It is printed",
                trigger: "body:not(:has(.modal))",
            },
        ]),
});
