# shellcheck shell=bash
# What ./run and ./test share: find out what the machine can do, install what is missing, build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/artifacts/logs

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet > /dev/null \
    || fail "The .NET SDK is missing: install version 10 from https://dot.net, then start again."
}

# Asked only before a build: what is built already needs no SDK, and asking takes half a second.
need_sdk() {
  (cd "$root" && dotnet --version > /dev/null 2>&1) \
    || fail "The .NET SDK $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$root/global.json") or a later patch is missing (found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')): install it from https://dot.net."
}

# The engine that Aspire uses: Docker, unless ASPIRE_CONTAINER_RUNTIME says podman. The AppHost asks the same.
container_engine() { "${ASPIRE_CONTAINER_RUNTIME:-docker}" "$@"; }
container_engine_answers() { command -v "${ASPIRE_CONTAINER_RUNTIME:-docker}" > /dev/null && timeout 5 "${ASPIRE_CONTAINER_RUNTIME:-docker}" info > /dev/null 2>&1; }

has_initdb() { compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; }
has_extensions() { compgen -G '/usr/share/postgresql/*/extension/pg_trgm.control' > /dev/null; }

# The packages that PostgreSQL and RabbitMQ are still missing.
missing_servers() {
  has_initdb || echo postgresql
  has_extensions || echo postgresql-contrib
  [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] && command -v epmd > /dev/null || echo rabbitmq-server
  command -v setpriv > /dev/null && command -v setsid > /dev/null || echo util-linux
}

# Calendars are read again by a parser of another make, which npm brings. Some packages of Node have npm in them.
missing_node() {
  command -v node > /dev/null || echo nodejs
  command -v npm > /dev/null || echo npm
}

# install PACKAGE…  Debian packages, without starting or making any server of theirs.
install() {
  (($#)) || return 0
  local sudo=()
  if ((EUID)); then sudo=(sudo -n); fi
  if ((EUID)) && ! sudo -n true 2> /dev/null || ! command -v apt-get > /dev/null; then
    fail "Missing: $*. Install them as root, then start again:  apt-get install $*"
  fi
  say "Installing $* …"
  mkdir -p "$logs"
  "${sudo[@]}" bash "$root/scripts/install.sh" "$@" > "$logs/install.log" 2>&1 \
    || fail "Could not install $*: $(grep -E '^(E|dpkg)[:]' "$logs/install.log" | tail -1) The whole log is in $logs/install.log"
}

# build PROJECT STAMP [EXCLUDED…]  Only when something is newer than the last build: even an idle build takes 10 s.
build() {
  local project=$1 stamp=$root/artifacts/$2 excluded=()
  for folder in artifacts .git .data docs node_modules "${@:3}"; do excluded+=(-path "$root/$folder" -o); done
  if [[ -f $stamp ]] && [[ -z $(find "$root" -mindepth 1 \( "${excluded[@]}" -name '*.md' \) -prune -o -newer "$stamp" -print -quit) ]]; then
    return
  fi
  need_sdk
  mkdir -p "$logs" "$(dirname "$stamp")"
  say "Building …"
  touch "$stamp.new"
  if ! dotnet build "$root/$project" -c Release --disable-build-servers -nologo -v minimal -clp:NoSummary 2>&1 \
    | tee "$logs/build.log" | sed -un 's/^  \(.*\) -> .*/  \1/p'; then
    grep -E ': error |error [A-Z]+[0-9]+:' "$logs/build.log" | sort -u >&2 || tail -20 "$logs/build.log" >&2
    fail "The build failed; the whole log is in $logs/build.log"
  fi
  mv "$stamp.new" "$stamp"
  if [[ $project == *.sln ]]; then touch -r "$stamp" "$root/artifacts/run.stamp"; fi
}
