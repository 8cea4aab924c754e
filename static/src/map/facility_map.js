import {Component, onWillStart, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const WIDTH = 1000;
const EDGE = 60;

/** Positions as a drawing: no tiles, no service is asked before a click. */
export class FacilityMap extends Component {
    static template = "club_support.FacilityMap";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({points: [], width: 0, height: 0, chosen: null});
        onWillStart(async () => {
            const partnerId = this.props.action.params?.partner_id || null;
            Object.assign(
                this.state,
                await this.orm.call("club.facility", "get_map", [partnerId]),
            );
        });
    }

    get scale() {
        return (WIDTH - 2 * EDGE) / Math.max(this.state.width, this.state.height, 0.1);
    }

    get viewBox() {
        return `0 0 ${WIDTH} ${this.state.height * this.scale + 2 * EDGE}`;
    }

    place(point) {
        return `translate(${EDGE + point.x * this.scale} ${EDGE + point.y * this.scale})`;
    }

    /** Names of the right half stand to the left, so that none is cut off. */
    isEast(point) {
        return point.x * this.scale > WIDTH / 2;
    }

    choose(point) {
        this.state.chosen = point;
    }

    open(point) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: point.kind === "partner" ? "res.partner" : "club.facility",
            res_id: point.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("club_facility_map", FacilityMap);
