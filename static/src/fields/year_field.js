import {registry} from "@web/core/registry";
import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";

/** A year: without thousands separator, and nothing where none is known. */
export class YearField extends IntegerField {
    get formattedValue() {
        return this.value ? String(this.value) : "";
    }
}

export const yearField = {...integerField, component: YearField};

registry.category("fields").add("club_year", yearField);
