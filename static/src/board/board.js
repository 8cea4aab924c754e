import {Component, onWillStart, useRef, useState, useSubEnv} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {getStartOfLocalWeek} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {getDefaultConfig} from "@web/views/view";
import {BoardClashDialog} from "./board_clash_dialog";
import {
    findNear,
    findSpace,
    findTarget,
    makeTracks,
    makeWindow,
    placeBars,
    placeShades,
} from "./board_layout";
import {formatDay, formatLongDay, formatMinute, toServer} from "./board_words";

const {DateTime} = luxon;

const STORAGE = "club_support.board";
// minutes of one line of the grid
const LINE = 5;
// what the arrow keys go by, and the finest that a click on the plan means
const STEP = 15;
const REFUSALS = ["UserError", "ValidationError", "AccessError"].map(
    (name) => `odoo.exceptions.${name}`,
);

/**
 * The occupancy plan: a hall with its units as columns, or all halls of a day as
 * rows. A click on a free place books, a click on a use tells of it and moves it.
 */
export class Board extends Component {
    static template = "club_support.Board";
    static components = {DateTimeInput, Layout};
    static props = ["*"];

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.grid = useRef("grid");
        this.display = {controlPanel: {}};
        // what is asked for; on screen is what was read last
        this.wanted = {
            mode: "hall",
            day: DateTime.now().toISODate(),
            hall: false,
            site: false,
            type: false,
            isMine: false,
            ...this.readStorage(),
            ...(this.props.state?.board || {}),
        };
        this.state = useState({
            ...this.wanted,
            board: null,
            chosen: null,
            isMoving: false,
            cursor: null,
            drag: null,
            said: "",
        });
        useSetupAction({getLocalState: () => ({board: this.wanted})});
        onWillStart(async () => {
            this.halls = await this.orm.call("club.facility", "get_board_halls", []);
            this.settle();
            await this.load();
        });
    }

    // ------------------------------------------------------------
    // What is looked at
    // ------------------------------------------------------------

    readStorage() {
        try {
            return JSON.parse(browser.localStorage.getItem(STORAGE)) || {};
        } catch {
            return {};
        }
    }

    /** Look at something that is there, whatever was looked at last. */
    settle() {
        const {wanted, halls} = this;
        const {active_id: asked, active_model: model} =
            this.props.action?.context || {};
        const isNew = model === "club.facility" && !this.props.state?.board;
        const has = (key, id) => halls.some((hall) => hall[key]?.[0] === id);
        if (isNew && halls.some((hall) => hall.id === asked)) {
            wanted.mode = "hall";
            wanted.hall = asked;
        } else if (isNew && has("site", asked)) {
            Object.assign(wanted, {mode: "day", site: asked, type: false});
            wanted.isMine = false;
        }
        if (!halls.some((hall) => hall.id === wanted.hall)) {
            // to begin with, a hall that shows what the plan is for
            const [largest] = [...halls].sort((a, b) => b.parts - a.parts);
            wanted.hall = (halls.find((hall) => hall.is_mine) || largest)?.id || false;
        }
        wanted.site = has("site", wanted.site) ? wanted.site : false;
        wanted.type = has("type", wanted.type) ? wanted.type : false;
        wanted.isMine = wanted.isMine && halls.some((hall) => hall.is_mine);
    }

    get isHall() {
        return this.state.mode === "hall";
    }

    /** A telephone shows a day of the hall, anything wider the week. */
    get span() {
        return this.wanted.mode === "hall" && !this.ui.isSmall ? 7 : 1;
    }

    /** The first day that is asked for, and the day after the last one. */
    get range() {
        const day = DateTime.fromISO(this.wanted.day);
        const first = this.span === 7 ? getStartOfLocalWeek(day) : day;
        return [first, first.plus({days: this.span})].map((each) => each.toISODate());
    }

    get wantedHalls() {
        const {mode, hall, site, type, isMine} = this.wanted;
        return this.halls.filter((each) =>
            mode === "hall"
                ? each.id === hall
                : (!site || each.site[0] === site) &&
                  (!type || each.type?.[0] === type) &&
                  (!isMine || each.is_mine),
        );
    }

    get hasMine() {
        return this.halls.some((hall) => hall.is_mine);
    }

    /** Each site with its halls. */
    get sites() {
        const sites = new Map();
        for (const hall of this.halls) {
            const [id, name] = hall.site;
            if (!sites.has(id)) {
                sites.set(id, {id, name, halls: []});
            }
            sites.get(id).halls.push(hall);
        }
        return [...sites.values()];
    }

    get types() {
        const types = new Map(
            this.halls.filter((hall) => hall.type).map((hall) => hall.type),
        );
        return [...types].sort((one, other) => one[1].localeCompare(other[1]));
    }

    async load() {
        const ids = this.wantedHalls.map((hall) => hall.id);
        const [start, stop] = this.range;
        const wanted = {...this.wanted};
        // the day is that of today whenever somebody comes back tomorrow
        const kept = JSON.stringify({...wanted, day: undefined});
        browser.localStorage.setItem(STORAGE, kept);
        const board = await this.keepLast.add(
            this.orm.call("club.facility", "get_board", [ids, start, stop]),
        );
        const tracks = makeTracks(board);
        Object.assign(this, {
            tracks,
            frame: makeWindow(board),
            bars: placeBars(board, tracks),
            shades: placeShades(board, tracks),
            uses: Object.fromEntries(board.uses),
            states: Object.fromEntries(board.states),
        });
        Object.assign(this.state, wanted, {board, cursor: null, drag: null});
        if (!this.state.isMoving) {
            this.state.chosen = null;
        }
    }

    async look(change) {
        Object.assign(this.wanted, change);
        await this.load();
    }

    onChoose(key, ev) {
        return this.look({[key]: Number(ev.target.value) || false});
    }

    get picked() {
        return DateTime.fromISO(this.state.day);
    }

    onDay(day) {
        return day ? this.look({day: day.toISODate()}) : undefined;
    }

    step(direction) {
        const day = DateTime.fromISO(this.wanted.day).plus({
            days: direction * this.span,
        });
        return this.look({day: day.toISODate()});
    }

    get title() {
        const {days} = this.state.board;
        if (days.length === 1) {
            return formatLongDay(days[0]);
        }
        const start = DateTime.fromISO(days[0]);
        const last = DateTime.fromISO(days.at(-1));
        return _t("%(start)s to %(stop)s, week %(week)s", {
            start: start.toLocaleString({day: "numeric", month: "long"}),
            stop: last.toLocaleString(DateTime.DATE_FULL),
            week: last.weekNumber,
        });
    }

    // ------------------------------------------------------------
    // Where it stands on the grid
    // ------------------------------------------------------------

    /** Style of a field from track to track and from minute to minute. */
    place(first, last, from, to) {
        const {start, stop} = this.frame;
        const within = (minute) => Math.min(Math.max(minute, start), stop);
        const line = (minute) => Math.round((within(minute) - start) / LINE) + 1;
        const along = `${line(from) + 2} / ${Math.max(line(to), line(from) + 1) + 2}`;
        const across = `${first + 2} / ${last + 3}`;
        return this.isHall
            ? `grid-row: ${along}; grid-column: ${across};`
            : `grid-column: ${along}; grid-row: ${across};`;
    }

    isVisible(field) {
        return field.to > this.frame.start && field.from < this.frame.stop;
    }

    get gridStyle() {
        const {start, stop} = this.frame;
        return `--club-board-lines: ${(stop - start) / LINE}; --club-board-tracks: ${
            this.tracks.length
        };`;
    }

    get hours() {
        const {start, stop} = this.frame;
        const hours = [];
        for (let hour = start; hour < stop; hour += 60) {
            hours.push(hour);
        }
        return hours;
    }

    /** What stands above the units: days, or halls. */
    get heads() {
        const heads = [];
        this.tracks.forEach((track, index) => {
            const name = this.isHall ? track.day : track.hall.id;
            const last = heads.at(-1);
            if (last?.name === name) {
                last.last = index;
            } else {
                heads.push({name, track, first: index, last: index});
            }
        });
        return heads;
    }

    placeHead({first, last}) {
        return this.isHall
            ? `grid-row: 1; grid-column: ${first + 2} / ${last + 3};`
            : `grid-column: 1; grid-row: ${first + 2} / ${last + 3};`;
    }

    placeLane(index) {
        return this.isHall
            ? `grid-row: 2; grid-column: ${index + 2};`
            : `grid-column: 2; grid-row: ${index + 2};`;
    }

    placeHour(hour) {
        const line = (hour - this.frame.start) / LINE + 3;
        const along = `${line} / span ${60 / LINE}`;
        return this.isHall
            ? `grid-row: ${along}; grid-column: 1;`
            : `grid-column: ${along}; grid-row: 1;`;
    }

    get leftOut() {
        return _t("%(count)s rows are left out. Please choose a site or a type.", {
            count: this.state.board.left_out,
        });
    }

    /** Browsers part long names by the rules of this language. */
    get lang() {
        return user.lang;
    }

    get dropLabel() {
        return this.state.isMoving ? _t("Do Not Move") : _t("Close This");
    }

    formatDay(day) {
        return formatDay(day);
    }

    /** A use, with its share of the track where requests stand side by side. */
    placeBar({bar, first, last, shift, share}) {
        const style = this.place(first, last, bar.from, bar.to);
        return `${style} --club-board-shift: ${shift}; --club-board-share: ${share};`;
    }

    formatMinute(minute) {
        return formatMinute(minute);
    }

    formatTimes({from, to}) {
        return `${formatMinute(from)}–${formatMinute(to)}`;
    }

    nameOf(bar) {
        return bar.name || _t("Occupied");
    }

    /** All that the eye sees of a use, in words. */
    describe({bar, first, last}) {
        const lanes = this.tracks.slice(first, last + 1).map(({lane}) => lane.name);
        return [
            this.nameOf(bar),
            bar.partner !== bar.name && bar.partner,
            formatLongDay(bar.day),
            this.formatTimes(bar),
            lanes.join(", "),
            bar.use && this.uses[bar.use],
            bar.id && this.states[bar.state],
        ]
            .filter(Boolean)
            .join(" · ");
    }

    classOf({bar}) {
        return [
            `o_club_board_use_${bar.use || "unknown"}`,
            `o_club_board_state_${bar.state}`,
            bar.id && bar.id === this.state.chosen?.bar.id ? "o_club_board_chosen" : "",
        ].join(" ");
    }

    // ------------------------------------------------------------
    // Pointing at it
    // ------------------------------------------------------------

    /** Track and minute under the pointer, on the grid of the hall. */
    pointAt(ev) {
        const element = ev.target.closest?.(".o_club_board_track");
        if (!element) {
            return null;
        }
        const index = Number(element.dataset.index);
        const box = element.getBoundingClientRect();
        const ratio = this.isHall
            ? (ev.clientY - box.top) / box.height
            : (ev.clientX - box.left) / box.width;
        const {start, stop} = this.frame;
        const grid = Math.max(this.tracks[index].hall.grid, STEP);
        const minute = start + ratio * (stop - start);
        return {index, minute: Math.floor(minute / grid) * grid, grid};
    }

    onPointerDown(ev) {
        const point = ev.button === 0 && this.pointAt(ev);
        if (point) {
            this.state.drag = {from: point, to: point};
        }
    }

    onPointerMove(ev) {
        const point = this.pointAt(ev);
        if (!point) {
            return;
        }
        if (this.state.drag && ev.pointerType === "mouse" && !this.state.isMoving) {
            const track = this.tracks[this.state.drag.from.index];
            const other = this.tracks[point.index];
            if (track.hall === other.hall && track.day === other.day) {
                this.state.drag.to = point;
            }
        } else if (this.state.isMoving) {
            this.state.cursor = point;
        }
    }

    onPointerUp() {
        const {drag} = this.state;
        this.state.drag = null;
        if (drag) {
            this.pick(drag.from, drag.to);
        }
    }

    onPointerCancel() {
        this.state.drag = null;
    }

    /** What the pointer drew, or where the keys stand. */
    get marked() {
        const {drag, cursor, isMoving, chosen} = this.state;
        if (isMoving && cursor) {
            const {first, last} = this.findTracks(chosen.bar, cursor.index);
            const to = cursor.minute + chosen.bar.minutes;
            return {first, last, from: cursor.minute, to};
        }
        if (drag) {
            return this.measure(drag.from, drag.to);
        }
        const {index, minute} = cursor || {};
        return cursor && {first: index, last: index, from: minute, to: minute + 30};
    }

    measure(one, other) {
        return {
            first: Math.min(one.index, other.index),
            last: Math.max(one.index, other.index),
            from: Math.min(one.minute, other.minute),
            to: Math.max(one.minute, other.minute) + one.grid,
        };
    }

    /** The tracks that a use would take when it moves to one of them. */
    findTracks(bar, index) {
        const {hall, lane, day} = this.tracks[index];
        const {lanes} = findTarget(bar, hall, lane);
        const taken = this.tracks.flatMap((track, each) =>
            track.day === day && lanes.includes(track.lane.id) ? [each] : [],
        );
        return {first: Math.min(...taken), last: Math.max(...taken)};
    }

    onKeydown(ev) {
        const {isHall, tracks} = this;
        if (ev.key === "Escape") {
            this.drop();
            return;
        }
        if (ev.target !== this.grid.el || !tracks.length) {
            return;
        }
        const [along, across] = isHall
            ? ["Up Down", "Left Right"]
            : ["Left Right", "Up Down"];
        const turn = (pair) => {
            const [back, on] = pair.split(" ").map((name) => `Arrow${name}`);
            return {[back]: -1, [on]: 1}[ev.key] || 0;
        };
        const {start, stop} = this.frame;
        const at = this.state.cursor || {index: 0, minute: start, grid: STEP};
        if (turn(along) || turn(across)) {
            ev.preventDefault();
            const index = Math.min(
                Math.max(at.index + turn(across), 0),
                tracks.length - 1,
            );
            const grid = Math.max(tracks[index].hall.grid, STEP);
            const minute = at.minute + turn(along) * grid;
            const within = Math.min(Math.max(minute, start), stop - grid);
            this.state.cursor = {index, minute: within, grid};
            this.say();
        } else if (ev.key === "Enter" && this.state.cursor) {
            ev.preventDefault();
            this.pick(at, at);
        }
    }

    /** Tell those who listen where the keys stand. */
    say() {
        const {index, minute} = this.state.cursor;
        const {hall, lane, day} = this.tracks[index];
        const time = {from: minute, to: minute + 1};
        const there = this.bars.find(
            ({bar, first, last}) =>
                first <= index &&
                index <= last &&
                bar.from < time.to &&
                bar.to > minute,
        );
        const shade = this.shades.find(
            (each) =>
                each.first <= index &&
                index <= each.last &&
                each.from < time.to &&
                each.to > minute,
        );
        const what = there
            ? this.describe(there)
            : shade
              ? shade.reason || _t("Not Open")
              : _t("Free");
        const where = hall.lanes.length > 1 ? `${hall.name}, ${lane.name}` : hall.name;
        this.state.said = [where, formatLongDay(day), formatMinute(minute), what].join(
            " · ",
        );
    }

    // ------------------------------------------------------------
    // Booking and moving
    // ------------------------------------------------------------

    pick(one, other) {
        const {isMoving, chosen, board} = this.state;
        const track = this.tracks[one.index];
        if (isMoving) {
            const space = findTarget(chosen.bar, track.hall, track.lane);
            const {hall, day} = track;
            return this.move({hall, space, day, from: one.minute});
        }
        if (chosen) {
            return this.drop();
        }
        return board.may_ask ? this.book(one, other) : undefined;
    }

    toServer(day, minute, hall) {
        const moment = toServer(day, minute, hall.tz);
        if (!moment) {
            this.notification.add(
                _t("The clock skips this time on that day. Please choose another one."),
                {type: "warning"},
            );
        }
        return moment;
    }

    book(one, other) {
        const {first, last, from, to} = this.measure(one, other);
        const {hall, day} = this.tracks[first];
        const lanes = this.tracks.slice(first, last + 1).map(({lane}) => lane.id);
        const start = this.toServer(day, from, hall);
        if (!start) {
            return;
        }
        const context = {
            default_facility_id: findSpace(hall, lanes).id,
            default_start: start,
        };
        const stop = to - from > one.grid && toServer(day, to % (24 * 60), hall.tz);
        if (stop && to < 24 * 60) {
            context.default_stop = stop;
        }
        this.openForm({context, name: _t("Ask for a Time")});
    }

    openForm(action) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "club.reservation",
                views: [[false, "form"]],
                target: "new",
                ...action,
            },
            {onClose: () => this.load()},
        );
    }

    onBar(placed) {
        if (this.state.isMoving) {
            return;
        }
        const isSame = this.state.chosen?.key === placed.key;
        this.state.chosen = isSame ? null : placed;
    }

    open() {
        const {id} = this.state.chosen.bar;
        return this.openForm({res_id: id, name: _t("Reservation")});
    }

    startMoving() {
        const {bar, first} = this.state.chosen;
        this.state.isMoving = true;
        this.state.cursor = {index: first, minute: bar.from, grid: STEP};
        this.grid.el.focus();
    }

    drop() {
        Object.assign(this.state, {
            chosen: null,
            isMoving: false,
            cursor: null,
            drag: null,
        });
    }

    /** Move the chosen use; who cannot have the time reads why, and what is free. */
    async move(wanted) {
        const {bar} = this.state.chosen;
        const start = this.toServer(wanted.day, wanted.from, wanted.hall);
        if (!start) {
            return;
        }
        try {
            await this.orm.call("club.reservation", "action_move", [[bar.id]], {
                start,
                facility: wanted.space.id,
            });
        } catch (error) {
            if (
                !(error instanceof RPCError && REFUSALS.includes(error.exceptionName))
            ) {
                throw error;
            }
            this.tellClash(error.data.message, wanted);
            return;
        }
        this.notification.add(
            _t("“%(name)s” was moved to %(where)s.", {
                name: bar.name,
                where: this.describeOffer(wanted, bar),
            }),
            {type: "success"},
        );
        this.drop();
        await this.load();
    }

    tellClash(message, wanted) {
        const {board, chosen} = this.state;
        const offers = findNear(board, chosen.bar, wanted).map((offer) => ({
            ...offer,
            label: this.describeOffer(offer, chosen.bar),
        }));
        this.dialog.add(BoardClashDialog, {
            title: _t("This Time Cannot Be Had"),
            message,
            offers,
            take: (offer) => this.move(offer),
            find: () => this.findTime(chosen.bar, wanted),
        });
    }

    /** Ask for all that is free around a time and place, also in other houses. */
    async findTime(bar, {hall, space, day, from}) {
        const action = await this.orm.call(
            "club.reservation",
            "action_find_time",
            [[bar.id]],
            {start: toServer(day, from, hall.tz), facility: space.id},
        );
        await this.action.doAction(action, {
            onClose: () => {
                this.drop();
                return this.load();
            },
        });
    }

    describeOffer({hall, space, day, from}, bar) {
        const where = space.id === hall.id ? hall.name : `${hall.name}, ${space.name}`;
        const times = this.formatTimes({from, to: from + bar.minutes});
        return `${formatDay(day)} · ${times} · ${where}`;
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("club_facility_board", Board);
