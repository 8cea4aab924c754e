import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

// What is read on screen here are names given by the test; the rest goes by names
// of fields and buttons, in whatever language.
const SUBJECT = "Wir möchten uns öffnen";
const ROW = `a.o_club_desk_row:contains(${SUBJECT})`;

// A slow machine needs more than the ten seconds that a step has by itself.
const patiently = (steps) => steps.map((step) => ({timeout: 30000, ...step}));

const openPage = (name) => ({
    content: `Turn to the page ${name}`,
    trigger: `.o_notebook .nav-link[name=${name}]`,
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

const backToDesk = () => [
    {
        content: "Back to the desk",
        trigger: ".o_control_panel .breadcrumb .o_back_button a",
        run: "click",
    },
    {
        content: "The desk is there",
        trigger: ".o_club_desk .o_club_desk_card",
    },
];

const choose = (field, label) => [
    {
        content: `Open the choices of ${field}`,
        trigger: `.o_selected_row .o_field_widget[name=${field}] input`,
        run: "click",
    },
    {
        content: `Choose ${label}`,
        trigger: `.o_select_menu_menu .o_select_menu_item:contains(${label})`,
        run: "click",
    },
    {
        content: "It is chosen",
        trigger: `body:not(:has(.o_select_menu_menu)) .o_selected_row .o_field_widget[name=${field}] input:value(/^.?${label.at(-1)} /)`,
    },
];

// In the dialog: each dimension with its level.
const assess = (levels) =>
    levels.flatMap((level, index) => [
        {
            content: `The dimension ${index + 1}`,
            trigger: `.modal .o_field_widget[name=line_ids] .o_data_row:nth-child(${index + 1}) td[name=level]`,
            run: "click",
        },
        {
            content: "It can be assessed",
            trigger: `.modal .o_field_widget[name=line_ids] .o_data_row:nth-child(${index + 1}).o_selected_row`,
        },
        ...choose("level", level),
    ]);

const beginAssessment = () => [
    {
        content: "Add an assessment",
        trigger: ".o_field_widget[name=assessment_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        content: "All dimensions stand there already",
        trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:nth-child(5)",
    },
];

const keepAssessment = (count) => [
    {
        content: "Keep the assessment",
        trigger: ".modal .o_form_button_save",
        run: "click",
    },
    {
        content: "It stands in the case",
        trigger: `body:not(:has(.modal)) .o_field_widget[name=assessment_ids]:has(.o_data_row:nth-child(${count}))`,
    },
];

registry.category("web_tour.tours").add("club_support_intercultural_opening", {
    steps: () =>
        patiently([
            stepUtils.showAppsMenuItem(),
            {
                content: "Open the application",
                trigger:
                    ".o_app[data-menu-xmlid='club_support.club_support_menu_root']",
                run: "click",
            },
            {
                content: "The mail lies on the desk, nobody is responsible",
                trigger: `.o_kanban_record:has(.fa-inbox) ${ROW}`,
                run: "click",
            },
            {
                content: "Take the case over",
                trigger: "button[name=action_assign_to_me]",
                run: "click",
            },
            {
                content: "It is taken",
                trigger: ".o_form_view:not(:has(button[name=action_assign_to_me]))",
            },
            ...backToDesk(),
            {
                content: "Now it is new mail of mine",
                trigger: `.o_kanban_record:has(.fa-envelope-o) ${ROW}`,
                run: "click",
            },
            {
                content: "Say what kind of case it is",
                trigger: ".o_field_widget[name=type_id] input",
                run: "edit Tour Interkulturelle Öffnung",
            },
            {
                content: "Choose it",
                trigger:
                    ".o-autocomplete--dropdown-item:contains(Tour Interkulturelle Öffnung) a",
                run: "click",
            },
            ...save(),
            openPage("plan"),
            {
                content:
                    "The plan of the new type is there by itself, its first step open",
                trigger:
                    ".o_field_widget[name=step_ids]:has(.o_data_row:nth-child(7)) .o_data_row:contains(Tour Erstgespräch) .text-bg-info",
            },
            {
                content: "Answer the mail",
                trigger: ".o-mail-Chatter-sendMessage",
                run: "click",
            },
            {
                content: "Write",
                trigger: ".o-mail-Composer-input",
                run: "edit Guten Tag, wir kommen gern vorbei.",
            },
            {
                content: "Send",
                trigger: ".o-mail-Composer-send:enabled",
                run: "click",
            },
            {
                content: "The answer stands in the chatter",
                trigger: ".o-mail-Message:contains(wir kommen gern vorbei)",
            },
            {
                content: "The first talk took place",
                trigger:
                    ".o-mail-Activity:contains(Tour Erstgespräch) .o-mail-Activity-markDone",
                run: "click",
            },
            {
                content: "Done",
                trigger: ".o-mail-ActivityMarkAsDone .btn-primary.mx-2",
                run: "click",
            },
            {
                content: "The step is done",
                trigger:
                    ".o_field_widget[name=step_ids] .o_data_row:contains(Tour Erstgespräch) .text-bg-success",
            },
            {
                content: "The next one is open",
                trigger:
                    ".o_field_widget[name=step_ids] .o_data_row:contains(Tour Einschätzung) .text-bg-info",
            },
            {
                content: "It is an activity",
                trigger: ".o-mail-Activity:contains(Tour Einschätzung)",
            },
            {
                content: "Wait for the club",
                trigger:
                    ".o_form_statusbar button[data-hotkey=w]:not([name=action_resume])",
                run: "click",
            },
            {
                content: "With a reason",
                trigger: ".modal .o_field_widget[name=reason] input",
                run: "edit Beschluss des Vorstands",
            },
            {
                content: "Wait",
                trigger: ".modal footer button[name=action_wait]",
                run: "click",
            },
            {
                content: "The case says what it waits for",
                trigger:
                    "body:not(:has(.modal)) .o_field_widget[name=waiting_reason]:contains(Beschluss des Vorstands)",
            },
            ...backToDesk(),
            {
                content: "The desk knows it as well; all that waits",
                trigger: `.o_kanban_record:has(.fa-pause):has(${ROW}) h2 a`,
                run: "click",
            },
            {
                content: "The clock stands still",
                trigger: `.o_list_view .o_data_row:contains(${SUBJECT}):has(td[name=clock_state] .text-bg-info) td[name=name]`,
                run: "click",
            },
            {
                content: "The board has decided: go on",
                trigger: ".o_form_statusbar button[name=action_resume]",
                run: "click",
            },
            {
                content: "The clock runs again",
                trigger:
                    ".o_form_statusbar button[data-hotkey=w]:not([name=action_resume])",
            },
            openPage("goals"),
            {
                content: "Add a goal",
                trigger:
                    ".o_field_widget[name=goal_ids] .o_field_x2many_list_row_add a",
                run: "click",
            },
            {
                content: "What is to be achieved",
                trigger: ".o_selected_row .o_field_widget[name=name] input",
                run: "edit Zwei Trainerinnen aus der Nachbarschaft",
            },
            {
                content: "How one would notice",
                trigger: ".o_selected_row .o_field_widget[name=indicator] input",
                run: "edit Zwei Verträge",
            },
            ...choose("start_value", "−2"),
            ...beginAssessment(),
            ...assess(["1", "0"]),
            ...keepAssessment(1),
            ...save(),
            {
                content: "Goal and assessment are kept",
                trigger:
                    ".o_field_widget[name=goal_ids] .o_data_row:contains(Zwei Verträge) td[name=start_value]:contains(−2)",
            },
            {
                content: "Pass a part of it on",
                trigger: ".o_form_statusbar button[name=action_refer]",
                run: "click",
            },
            {
                content: "What it is about",
                trigger: ".oe_title .o_field_widget[name=name] input",
                run: "edit Deutschkurs für zwei Trainerinnen",
            },
            {
                content: "To whom",
                trigger: ".o_field_widget[name=partner_id] input",
                run: "edit Tour Beratungsstelle",
            },
            {
                content: "Choose the organisation",
                trigger:
                    ".o-autocomplete--dropdown-item:contains(Tour Beratungsstelle) a",
                run: "click",
            },
            {
                content: "Whom it will reach stands there before it leaves",
                trigger:
                    ".o_field_widget[name=recipient_hint]:contains(post@beratung.example.org)",
            },
            {
                content: "What the other side reads",
                trigger: ".o_field_widget[name=text] textarea",
                run: "edit Zwei Trainerinnen suchen einen Kurs am Abend.",
            },
            {
                content: "Send",
                trigger: ".o_form_statusbar button[name=action_send]",
                run: "click",
            },
            {
                content: "It is sent and waits for its answer",
                trigger: ".o_form_statusbar button[name=action_withdraw]",
            },
            {
                content: "Back to the case",
                trigger: ".o_control_panel .breadcrumb .o_back_button a",
                run: "click",
            },
            openPage("referrals"),
            {
                content: "The referral stands in the case",
                trigger:
                    ".o_field_widget[name=referral_ids] .o_data_row:contains(Tour Beratungsstelle) .text-bg-info",
            },
        ]),
});

registry.category("web_tour.tours").add("club_support_intercultural_opening_end", {
    steps: () =>
        patiently([
            {
                content: "The other side has taken over",
                trigger:
                    ".o-mail-Message:contains(Tour Beratungsstelle):contains(Der Kurs beginnt am Montag)",
            },
            openPage("referrals"),
            {
                content: "That shows in the case",
                trigger:
                    ".o_field_widget[name=referral_ids] .o_data_row:contains(Tour Beratungsstelle) .text-bg-success",
            },
            openPage("goals"),
            {
                content: "How far the goal was reached",
                trigger:
                    ".o_field_widget[name=goal_ids] .o_data_row:contains(Zwei Verträge) td[name=end_value]",
                run: "click",
            },
            ...choose("end_value", "+1"),
            ...beginAssessment(),
            {
                content: "At the end",
                trigger: ".modal .o_field_widget[name=moment] input[data-value=end]",
                run: "click",
            },
            ...assess(["3", "2"]),
            ...keepAssessment(2),
            ...save(),
            {
                content: "Close the case",
                trigger: ".o_form_statusbar button[data-hotkey=q]",
                run: "click",
            },
            {
                content: "Nothing is missing; choose a result",
                trigger:
                    ".modal:not(:has(.alert:visible)) .o_field_widget[name=result_id] input:first",
                run: "click",
            },
            {
                content: "Close it",
                trigger: ".modal footer button[name=action_close]",
                run: "click",
            },
            {
                content: "The case is closed",
                trigger: "body:not(:has(.modal)) button[name=action_reopen]",
            },
            {
                content: "It still says who held it",
                trigger: ".o_field_widget[name=user_id] input:value(Person worker)",
            },
        ]),
});
