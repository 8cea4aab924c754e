{
    "name": "Club Support",
    "version": "19.0.1.0.0",
    "summary": "Cases and networks for people who support clubs (Vereine)",
    "author": "Club Support contributors",
    "license": "LGPL-3",
    "category": "Services/Club Support",
    "depends": ["calendar", "contacts", "mail"],
    "application": True,
}
