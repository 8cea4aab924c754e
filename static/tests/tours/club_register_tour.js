import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

// A list as districts have it. The first club is in the register under another
// spelling and another telephone number.
const LIST = [
    "Vereinsname;Straße;PLZ;Ort;1. Vorsitzende(r);Telefon;E-Mail;Mitglieder gesamt",
    "Turn- und Sportverein Grünbach 1902;Schulweg 4;63903;Grünbach;Leyla Lorenz;06999 1234;info@tsv-gruenbach.example.org;212",
    "Tanzkreis Weidental;Am Sportplatz 11;63904;Weidental;Hanna Vogt;;tanzkreis@example.net;ca. 90",
].join("\r\n");

registry.category("web_tour.tours").add("club_support_list_to_register", {
    steps: () => [
        {
            content: "Begin a new list",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Read the file",
            trigger: ".o_form_view button[name=action_read_file]",
            run: "click",
        },
        {
            content: "Choose it",
            trigger: ".o_control_panel_main_buttons .o_import_file",
            async run() {
                const file = new File([LIST], "vereine.csv", {type: "text/csv"});
                await inputFiles(".o_control_panel_main_buttons .o_input_file", [file]);
            },
        },
        {
            content: "The headings have found their fields",
            trigger: ".o_import_data_content",
        },
        {
            content: "Import",
            trigger: ".o_control_panel button.btn-secondary:contains(/^Import/)",
            run: "click",
        },
        {
            content: "Choose all rows",
            trigger:
                ".o_list_view:has(.o_data_row:contains(Tanzkreis)) thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "It is likely a club of the register; add it all the same",
            trigger: ".o_control_panel button[name=action_add_as_new]",
            run: "click",
        },
        {
            content: "Take over",
            trigger:
                ".o_list_view:not(:has(.table-warning)) .o_control_panel button[name=action_take_over]",
            run: "click",
        },
        {
            content: "Both are in the register",
            trigger:
                ".o_list_view:not(:has(.o_data_row .text-bg-info)):has(.o_data_row .text-bg-success)",
        },
    ],
});

registry.category("web_tour.tours").add("club_support_merge_duplicates", {
    steps: () => [
        {
            content: "Look for duplicates",
            trigger: ".o_control_panel button[name=action_find]",
            run: "click",
        },
        {
            content: "Merge the pair",
            trigger: ".o_data_row:contains(Grünbach) button[name=action_merge]",
            run: "click",
        },
        {
            content: "Confirm in the dialog of Odoo",
            trigger: ".modal button[name=action_merge]",
            run: "click",
        },
        {
            content: "It is done",
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("club_support_hand_over", {
    steps: () => [
        {
            content: "Hand the office over",
            trigger:
                ".o_field_widget[name=current_office_ids] .o_data_row button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "Enter who follows",
            trigger: ".modal .o_field_widget[name=person_id] input",
            run: "edit Renate Vogt",
        },
        {
            content: "A new person",
            trigger: ".o_m2o_dropdown_option_create a",
            run: "click",
        },
        {
            content: "Hand over",
            trigger: ".modal footer button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "The successor is in office",
            trigger:
                ".o_field_widget[name=current_office_ids] .o_data_row:contains(Renate Vogt)",
        },
        {
            content: "The past stays readable",
            trigger: ".o_notebook .nav-link[name=offices_past]",
            run: "click",
        },
        {
            content: "The predecessor stands there",
            trigger:
                ".o_field_widget[name=office_ids] .o_data_row:not(:contains(Renate Vogt))",
        },
    ],
});

registry.category("web_tour.tours").add("club_support_mail_by_function", {
    steps: () => [
        {
            content: "Choose the clubs",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Write to them",
            trigger:
                ".o-dropdown--menu .o_menu_item:contains(/Write to Clubs|anschreiben/)",
            run: "click",
        },
        {
            content: "Say what it is about",
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "edit Ferienspiele im Sommer",
        },
        {
            content: "Write; the greeting is there already",
            trigger: ".o_field_widget[name=body] .odoo-editor-editable p",
            run: "editor Wir laden Sie herzlich ein.",
        },
        {
            content: "Send",
            trigger: ".o_form_view button[name=action_send]",
            run: "click",
        },
        {
            content: "Yes, send",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It has been sent",
            trigger: ".o_form_view:not(:has(button[name=action_send]))",
        },
    ],
});

registry.category("web_tour.tours").add("club_support_accept_correction", {
    steps: () => [
        {
            content: "The club's correction: the old and the new number",
            trigger: ".o_data_row:contains(06999 4711)",
        },
        {
            content: "Accept it",
            trigger: ".o_data_row:contains(06999 4711) button[name=action_accept]",
            run: "click",
        },
        {
            content: "Nothing is left to check",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(06999 4711)))",
        },
    ],
});
