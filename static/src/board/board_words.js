import {localization} from "@web/core/l10n/localization";
import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;

/** "18:30", or as the user's language writes it; the end of a day is 24:00. */
export function formatMinute(minute) {
    const format = localization.timeFormat.replace(/[:.]ss/, "");
    const isEnd = minute === 24 * 60 && format.startsWith("H");
    const time = DateTime.fromObject({
        hour: Math.floor(minute / 60) % 24,
        minute: minute % 60,
    });
    return isEnd ? "24:00" : time.toFormat(format);
}

/** "Mo., 01.03." */
export function formatDay(day) {
    return DateTime.fromISO(day).toLocaleString({
        weekday: "short",
        day: "2-digit",
        month: "2-digit",
    });
}

/** "Montag, 1. März 2027" */
export function formatLongDay(day) {
    return DateTime.fromISO(day).toLocaleString(DateTime.DATE_HUGE);
}

/**
 * A moment by the clock on the wall, as the server stores it.
 *
 * @returns {string|null} null when the clock skips this time
 */
export function toServer(day, minute, zone) {
    const wall = DateTime.fromISO(day, {zone}).set({
        hour: Math.floor(minute / 60),
        minute: minute % 60,
    });
    const isThere = wall.hour * 60 + wall.minute === minute % (24 * 60);
    return isThere ? serializeDateTime(wall) : null;
}
