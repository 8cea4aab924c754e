import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("club_support_mail_to_closing", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application",
            trigger: ".o_app[data-menu-xmlid='club_support.club_support_menu_root']",
            run: "click",
        },
        {
            content: "Open the menu of the cases",
            trigger: ".o_menu_sections [data-menu-xmlid='club_support.club_case_menu']",
            run: "click",
        },
        {
            content: "All of them",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='club_support.club_case_menu_all']",
            run: "click",
        },
        {
            content: "Read the case that came in by mail",
            trigger: ".o_kanban_grouped .o_kanban_record:contains(Hallenzeiten)",
            run: "click",
        },
        {
            content: "The mail stands in the chatter",
            trigger: ".o-mail-Message:contains(vorstand@tsv-gruenbach.example.org)",
        },
        {
            content: "The unknown sender is named and offered as a contact",
            trigger: ".alert-info:contains(vorstand@tsv-gruenbach.example.org)",
        },
        {
            content: "Take the case over",
            trigger: "button[name=action_assign_to_me]",
            run: "click",
        },
        {
            content: "Answer the mail",
            trigger:
                ".o_form_view:not(:has(button[name=action_assign_to_me])) .o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            content: "The sender is proposed as recipient",
            trigger: ".o-mail-RecipientsInput:contains(Vorstand TSV)",
        },
        {
            content: "Write",
            trigger: ".o-mail-Composer-input",
            run: "edit Guten Tag, wir rufen Sie an.",
        },
        {
            content: "Send",
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "The answer stands in the chatter",
            trigger: ".o-mail-Message:contains(wir rufen Sie an)",
        },
        {
            content: "Log the telephone call",
            trigger: "button[name=action_log_call]",
            run: "click",
        },
        {
            content: "First field: with whom",
            trigger: ".modal .o_field_widget[name=contact_id] input",
            run: "edit Hanna Berg",
        },
        {
            content: "Choose the chair",
            trigger: ".o-autocomplete--dropdown-item:contains(Hanna Berg):first a",
            run: "click",
        },
        {
            content: "Second field: when, already filled in",
            trigger:
                ".modal .o_field_widget[name=date]:contains(:), .modal .o_field_widget[name=date] input",
        },
        {
            content: "Third field: minutes",
            trigger: ".modal .o_field_widget[name=minutes] input",
            run: "edit 15",
        },
        {
            content: "Fourth field: note",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Halle freitags ab März zugesagt.",
        },
        {
            content: "Save the call",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "The call stands in the timeline of the case",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=timeline_ids] td:contains(zugesagt)",
        },
        {
            content: "Close the case",
            trigger: ".o_form_statusbar button[data-hotkey=q]",
            run: "click",
        },
        {
            content: "Choose a result",
            trigger: ".modal .o_field_widget[name=result_id] input:first",
            run: "click",
        },
        {
            content: "Close it",
            trigger: ".modal footer button[name=action_close]",
            run: "click",
        },
        {
            content: "The case is closed and can be reopened",
            trigger: "body:not(:has(.modal)) button[name=action_reopen]",
        },
    ],
});
