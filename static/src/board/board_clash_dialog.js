import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";

/** Says why a time cannot be had, and offers others that are free. */
export class BoardClashDialog extends Component {
    static template = "club_support.BoardClashDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        title: String,
        message: String,
        offers: {type: Array, element: {type: Object}},
        take: Function,
        find: Function,
    };

    onFind() {
        this.props.close();
        this.props.find();
    }

    onTake(offer) {
        this.props.close();
        this.props.take(offer);
    }
}
