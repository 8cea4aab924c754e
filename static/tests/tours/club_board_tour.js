import {registry} from "@web/core/registry";

// Names are those of the test. A slow machine needs more than ten seconds a step.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const key = (name) => ({
    content: `Press ${name} on the plan`,
    trigger: ".o_club_board_grid",
    run() {
        const event = new KeyboardEvent("keydown", {key: name, bubbles: true});
        this.anchor.dispatchEvent(event);
    },
});

registry.category("web_tour.tours").add("club_support_board", {
    steps: () =>
        patiently([
            {
                content: "Look at next week",
                trigger: ".o_club_board button[name=next]",
                run: "click",
            },
            {
                content: "Choose a use",
                trigger: ".o_club_board_use:contains(Tour Badminton)",
                run: "click",
            },
            {
                content: "Move it",
                trigger: ".o_club_board button[name=move]",
                run: "click",
            },
            {trigger: ".o_club_board_moving .o_club_board_mark"},
            key("ArrowRight"),
            {trigger: ".o_club_board [aria-live]:contains(Tour Fechten)"},
            key("Enter"),
            {
                content: "Read who has the time, and look for another",
                trigger: ".modal:contains(taken) button[name=find]",
                run: "click",
            },
            {
                content: "Take another part",
                trigger:
                    ".modal .o_data_row:contains(Drittel C) button[name=action_take]",
                run: "click",
            },
            {trigger: "body:not(:has(.modal)):not(:has(.o_club_board_chosen_bar))"},
            {
                content: "Choose it in its new place",
                trigger: ".o_club_board_use[title*='Drittel C']:contains(Badminton)",
                run: "click",
            },
            {
                content: "Move it once more",
                trigger: ".o_club_board button[name=move]",
                run: "click",
            },
            {trigger: ".o_club_board_moving .o_club_board_mark"},
            key("ArrowLeft"),
            {trigger: ".o_club_board [aria-live]:contains(Tour Fechten)"},
            key("Enter"),
            {
                content: "Take a part that the plan offers",
                trigger: ".modal:contains(taken) .list-group-item:contains(Drittel A)",
                run: "click",
            },
            {trigger: ".o_notification:contains(Tour Badminton)"},
            {trigger: "body:not(:has(.o_club_board_chosen_bar))"},
            {
                content: "Click into a free time of the first third on Wednesday",
                trigger: ".o_club_board_track[data-index='6']",
                run: "click",
            },
            {
                content: "Say for whom",
                trigger: ".modal .o_field_widget[name=name] input",
                run: "edit Tour Turnen",
            },
            {
                content: "Keep it",
                trigger: ".modal .o_form_button_save",
                run: "click",
            },
            {trigger: "body:not(:has(.modal)) .o_club_board_use:contains(Tour Turnen)"},
            {
                content: "Look at all halls",
                trigger: ".o_club_board button[name=mode_day]",
                run: "click",
            },
            {
                content: "Today, in rows",
                trigger: ".o_club_board_day .o_club_board_head:contains(Dreifachhalle)",
            },
        ]),
});
