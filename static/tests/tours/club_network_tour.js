import {registry} from "@web/core/registry";

// What is read on screen here are names given by the test; the rest goes by names
// of fields and buttons, in whatever language.
const NETWORK = "Tour Runder Tisch";
const TOPIC = "Tour Hallenzeiten";
const TASK = "Tour Schlüssel zählen";

// A slow machine needs more than the ten seconds that a step has by itself.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const openMenu = (name) => [
    {
        content: "Open the menu of the networks",
        trigger: ".o_menu_sections [data-menu-xmlid='club_support.club_offer_menu']",
        run: "click",
    },
    {
        content: `Open ${name}`,
        trigger: `.o-dropdown--menu [data-menu-xmlid='club_support.${name}']`,
        run: "click",
    },
];

const openPage = (name) => ({
    content: `Turn to the page ${name}`,
    trigger: `.o_notebook .nav-link[name=${name}]`,
    run: "click",
});

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:enabled`,
    run: "click",
});

const confirm = () => ({
    content: "Yes, really",
    trigger: ".modal:has(.modal-footer .btn-secondary) .modal-footer .btn-primary",
    run: "click",
});

const save = () => [
    {
        content: "Save",
        trigger: ".o_control_panel .o_form_button_save",
        run: "click",
    },
    {
        content: "It is saved",
        trigger:
            ".o_form_status_indicator:has(.o_form_status_indicator_buttons.invisible)",
    },
];

const addMember = (name) => [
    {
        content: `Look for ${name}`,
        trigger: ".modal .o_field_widget[name=partner_ids] input",
        run: `edit ${name}`,
    },
    {
        content: `Choose ${name}`,
        trigger: `.o-autocomplete--dropdown-item:contains(${name}) a`,
        run: "click",
    },
    {
        content: `${name} is chosen`,
        trigger: `.modal .o_field_widget[name=partner_ids] .o_tag:contains(${name})`,
    },
];

const addLine = (field, text) => [
    {
        content: `Add a line to ${field}`,
        trigger: `.o_field_widget[name=${field}] .o_field_x2many_list_row_add a`,
        run: "click",
    },
    {
        content: `Write ${text}`,
        trigger: `.o_field_widget[name=${field}] .o_selected_row .o_field_widget[name=name] input`,
        run: `edit ${text}`,
    },
];

registry.category("web_tour.tours").add("club_support_network_to_invitation", {
    steps: () =>
        patiently([
            {
                content: "A new network",
                trigger: ".o-kanban-button-new",
                run: "click",
            },
            {
                content: "It has a name",
                trigger: ".o_form_view .o_field_widget[name=name] input",
                run: `edit ${NETWORK}`,
            },
            ...save(),
            {
                content: "Organisations belong to it",
                trigger: ".o_form_statusbar button.o_club_add_organisations:enabled",
                run: "click",
            },
            ...addMember("Tour Chor"),
            ...addMember("Tour Judo"),
            ...addMember("Tour Kegeln"),
            {
                content: "Add them",
                trigger: ".modal footer button[name=action_add]",
                run: "click",
            },
            {
                content: "The members are represented by their people in office",
                trigger:
                    "body:not(:has(.modal)) .o_field_widget[name=member_ids]:contains(Tour Anna):contains(Tour Bela):contains(Tour Cem)",
            },
            ...openMenu("club_meeting_series_menu"),
            {
                content: "A new series",
                trigger: ".o_list_view .o_list_button_add",
                run: "click",
            },
            {
                content: "It has a name",
                trigger: ".o_form_view .o_field_widget[name=name] input",
                run: "edit Tour Treffen",
            },
            {
                content: "It belongs to the network",
                trigger: ".o_field_widget[name=network_id] input",
                run: `edit ${NETWORK}`,
            },
            {
                content: "Choose the network",
                trigger: `.o-autocomplete--dropdown-item:contains(${NETWORK}) a`,
                run: "click",
            },
            ...save(),
            press("action_generate"),
            press("action_view_meetings"),
            {
                content: "Open the first of the meetings",
                trigger: ".o_list_view .o_data_row:nth-child(6)",
            },
            {
                content: "The latest stands on top, the first at the bottom",
                trigger: ".o_list_view .o_data_row:last td[name=name]",
                run: "click",
            },
            ...addLine("agenda_item_ids", TOPIC),
            ...save(),
            {
                content: "Invite",
                trigger: ".o_form_statusbar .btn-primary",
                run: "click",
            },
            {
                content: "Three mails",
                trigger: ".modal .o_field_widget[name=mail_count]:contains(3)",
            },
            {
                content: "Send",
                trigger: ".modal footer button[name=action_send]",
                run: "click",
            },
            {
                content: "They are invited",
                trigger:
                    "body:not(:has(.modal)) button[name=action_open_invitations]:contains(3)",
            },
        ]),
});

registry.category("web_tour.tours").add("club_support_meeting_to_next", {
    steps: () =>
        patiently([
            openPage("invitations"),
            {
                content: "Two come, one of them sends somebody",
                trigger: ".o_field_widget[name=yes_count]:contains(2)",
            },
            {
                content: "One comes perhaps",
                trigger: ".o_field_widget[name=perhaps_count]:contains(1)",
            },
            openPage("attendance"),
            press("action_take_attendance"),
            {
                content: "Whoever comes instead is named",
                trigger: ".o_kanban_record:contains(Tour Dora)",
            },
            {
                content: "One tap: present",
                trigger:
                    ".o_kanban_record:contains(Tour Anna) button[name=action_present]",
                run: "click",
            },
            {
                content: "It is noted",
                trigger:
                    ".o_kanban_record:contains(Tour Anna) button[name=action_present].btn-success:has(.fa-check)",
            },
            {
                content: "Back to the meeting",
                trigger: ".o_control_panel .breadcrumb .o_back_button a",
                run: "click",
            },
            openPage("decisions"),
            ...addLine("action_item_ids", TASK),
            ...save(),
            press("action_hold"),
            {
                content: "The own effort is asked for; save it",
                trigger: ".modal .o_form_view .o_form_editable",
            },
            {
                content: "Save the effort",
                trigger: ".modal footer .btn-primary",
                run: "click",
            },
            {
                content: "The dialog is gone",
                trigger:
                    "body:not(:has(.modal)) .o_form_view button[name=action_open_entries]",
            },
            press("action_send_minutes"),
            confirm(),
            {
                content: "The minutes are sent",
                trigger:
                    ".o_form_view:not(:has(button[name=action_send_minutes])) .o_notebook .nav-link[name=minutes]",
                run: "click",
            },
            {
                content: "They can be revised only",
                trigger: "button[name=action_revise_minutes]",
            },
            press("action_make_next"),
            {
                content: "It lies ahead",
                trigger: ".o_form_view:not(:has(button[name=action_make_next]))",
            },
            openPage("decisions"),
            {
                content: "What was taken on is still open",
                trigger: `.o_field_widget[name=earlier_item_ids] .o_data_row:contains(${TASK})`,
            },
            openPage("agenda"),
            {
                content: "What was not spoken about stands on the agenda",
                trigger: `.o_field_widget[name=agenda_item_ids] .o_data_row:nth-child(2):contains(${TOPIC})`,
            },
            {
                content: "The minutes come first, and are approved",
                trigger:
                    ".o_field_widget[name=agenda_item_ids] .o_data_row:first button[name=action_approve_minutes]",
                run: "click",
            },
            {
                content: "They are approved",
                trigger:
                    ".o_field_widget[name=agenda_item_ids]:not(:has(button[name=action_approve_minutes])) .o_data_row:first",
            },
        ]),
});
