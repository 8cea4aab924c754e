/**
 * Where things stand in the occupancy plan. Pure functions, minutes since midnight by
 * the clock on the wall.
 *
 * A track is a unit on a day: a column in the week of a hall, a row in the day of all
 * halls.
 */

export const DAY = 24 * 60;
// what takes the time, so that nobody else can have it
const ASKED = ["draft", "requested"];

/** The tracks of a plan, by day or hall after hall. */
export function makeTracks(board) {
    const tracks = [];
    for (const day of board.days) {
        for (const hall of board.halls) {
            hall.lanes.forEach((lane, index) =>
                tracks.push({
                    key: `${day}|${lane.id}`,
                    day,
                    hall,
                    lane,
                    isFirst: index === 0,
                }),
            );
        }
    }
    return tracks;
}

/** From which full hour to which one the plan goes: opening hours and all uses. */
export function makeWindow(board) {
    const whole = {};
    for (const {lane, day, from, to, reason} of board.shades) {
        if (!reason) {
            (whole[`${day}|${lane}`] ||= []).push([from, to]);
        }
    }
    let [start, stop] = [DAY, 0];
    for (const {key} of makeTracks(board)) {
        const closed = whole[key] || [];
        const before = closed.find(([from]) => from === 0);
        const after = closed.find(([, to]) => to === DAY);
        if (before !== after || !before) {
            start = Math.min(start, before ? before[1] : 0);
            stop = Math.max(stop, after ? after[0] : DAY);
        }
    }
    if (start >= stop) {
        [start, stop] = [7 * 60, 22 * 60];
    }
    for (const bar of board.bars) {
        start = Math.min(start, bar.from);
        stop = Math.max(stop, bar.to);
    }
    return {start: Math.floor(start / 60) * 60, stop: Math.ceil(stop / 60) * 60};
}

/** Runs of neighbours: [1, 2, 4] is 1 to 2, and 4. */
export function makeRuns(indexes) {
    const runs = [];
    for (const index of [...indexes].sort((a, b) => a - b)) {
        const last = runs.at(-1);
        if (last && last[1] === index - 1) {
            last[1] = index;
        } else {
            runs.push([index, index]);
        }
    }
    return runs;
}

const overlap = (one, other) => one.from < other.to && other.from < one.to;

/** Each use on its tracks; requests for the same time lie on each other, shifted. */
export function placeBars(board, tracks) {
    const indexes = Object.fromEntries(tracks.map(({key}, index) => [key, index]));
    const placed = [];
    board.bars.forEach((bar, number) => {
        const mine = bar.lanes
            .map((lane) => indexes[`${bar.day}|${lane}`])
            .filter((index) => index !== undefined);
        for (const [first, last] of makeRuns(mine)) {
            const beside = placed.filter(
                (other) =>
                    overlap(other.bar, bar) &&
                    other.first <= last &&
                    other.last >= first,
            );
            const shift = ASKED.includes(bar.state)
                ? Math.max(0, ...beside.map((other) => other.shift + 1))
                : 0;
            placed.push({key: `${number}|${first}`, bar, first, last, shift, beside});
        }
    });
    for (const one of placed) {
        const all = placed.filter((other) => other.beside.includes(one));
        const shifts = [one, ...one.beside, ...all].map(({shift}) => shift);
        one.share =
            one.shift || ASKED.includes(one.bar.state) ? Math.max(...shifts) + 1 : 1;
    }
    return placed;
}

/** What is closed: neighbours that are closed alike make one field. */
export function placeShades(board, tracks) {
    const indexes = Object.fromEntries(tracks.map(({key}, index) => [key, index]));
    const alike = {};
    for (const shade of board.shades) {
        const {lane, day, from, to, reason} = shade;
        (alike[JSON.stringify([day, from, to, reason])] ||= []).push(
            indexes[`${day}|${lane}`],
        );
    }
    return Object.entries(alike).flatMap(([key, mine]) => {
        const [, from, to, reason] = JSON.parse(key);
        return makeRuns(mine).map(([first, last]) => ({
            key: `${key}${first}`,
            first,
            last,
            from,
            to,
            reason,
        }));
    });
}

/** The space that takes exactly these lanes, else the smallest that takes them all. */
export function findSpace(hall, lanes) {
    const fitting = hall.spaces.filter((space) =>
        lanes.every((lane) => space.lanes.includes(lane)),
    );
    fitting.sort((one, other) => one.lanes.length - other.lanes.length);
    return fitting[0];
}

/**
 * The space that a use moves to when somebody points at a lane: a whole hall stays a
 * whole hall, a part becomes the part that was pointed at.
 */
export function findTarget(bar, hall, lane) {
    const own = hall.spaces.find((space) => space.id === bar.space[0]);
    if (own && own.lanes.length > 1) {
        return own;
    }
    const whole = hall.lanes.map(({id}) => id);
    return findSpace(hall, bar.lanes.length > 1 ? whole : [lane.id]);
}

/** Whether nobody takes any of the lanes then, and none is closed. */
export function isFree(board, lanes, time, except) {
    const hits = (other) => other.day === time.day && overlap(other, time);
    return (
        time.from >= 0 &&
        time.to <= DAY &&
        !board.bars.some(
            (bar) =>
                !(except && bar.id === except) &&
                !ASKED.includes(bar.state) &&
                hits(bar) &&
                bar.lanes.some((lane) => lanes.includes(lane)),
        ) &&
        !board.shades.some((shade) => lanes.includes(shade.lane) && hits(shade))
    );
}

/**
 * Times near the wanted one that are free in what the plan shows: another space of
 * the same size then, up to an hour sooner or later, the same time on other days.
 */
export function findNear(board, bar, wanted, limit = 6) {
    const length = bar.minutes;
    const found = [];
    const offer = (hall, space, day, from) => {
        const time = {day, from, to: from + length};
        const isHere =
            space.id === bar.space[0] && day === bar.day && from === bar.from;
        if (!isHere && isFree(board, space.lanes, time, bar.id)) {
            found.push({hall, space, ...time});
        }
    };
    for (const hall of board.halls) {
        for (const space of hall.spaces) {
            const isOther = space.id !== wanted.space.id;
            if (isOther && space.lanes.length === wanted.space.lanes.length) {
                offer(hall, space, wanted.day, wanted.from);
            }
        }
    }
    for (const shift of [-30, 30, -60, 60]) {
        offer(wanted.hall, wanted.space, wanted.day, wanted.from + shift);
    }
    for (const day of board.days.filter((each) => each > wanted.day)) {
        offer(wanted.hall, wanted.space, day, wanted.from);
    }
    return found.slice(0, limit);
}
