"""The pages to measure that every database has at the same address."""

MORE_PAGES = {
    "inbox": "/inbox/",
    "deadlines": "/deadlines/",
    "measure page": "/catalogue/ECO-2/",
    "search": "/search/?q=transport",
    "register": "/register/",
}
