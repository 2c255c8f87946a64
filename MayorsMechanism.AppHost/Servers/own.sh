# shellcheck shell=bash
# What the private servers have in common: sourced by postgres and rabbitmq.

# Another program's umask or locale is none of ours.
umask 077
export LC_ALL=C.UTF-8

refuse() { printf '%s\n' "$1" >&2; exit 1; }

# need PROGRAM PACKAGE
need() { command -v "$1" > /dev/null || refuse "$1 is missing: install it with  apt-get install $2  (./run does it when it may)."; }

# Root starts a server as the account that its package made, for PostgreSQL refuses root; anyone else as themselves. Sets as=(…), the
# words before a command.
run_as() {
  account='' as=()
  if ((EUID == 0)); then account=$1 as=(setpriv --reuid "$1" --regid "$1" --init-groups); fi
}

# A folder that belongs to the server's account alone.
own_folder() {
  mkdir -p "$1"
  [[ -z $account ]] || chown "$account:" "$1"
  "${as[@]}" test -w "$1" || refuse "The user $account cannot reach $1: choose a folder open to it, --data /var/tmp/mayors."
}

# A file that only the server's account and root can read.
write_privately() {
  rm -f "$1"
  printf '%s\n' "$2" > "$1"
  [[ -z $account ]] || chown "$account:" "$1"
}

# await_predecessor PID-FILE PROGRAM  A server whose starter was killed may still be closing its files. A number that now belongs to
# another program is left over from a machine that went down.
await_predecessor() {
  local pid try
  for ((try = 0; try < 300; try++)); do
    pid=$(head -n 1 "$1" 2> /dev/null) && [[ -n $pid ]] || return 0
    [[ $(cat "/proc/$pid/comm" 2> /dev/null) == "$2" ]] || { rm -f "$1"; return 0; }
    sleep 0.1
  done
  refuse "$2 of an earlier start still runs with process number $pid: stop it, then start again."
}

# The next port of the round that Ports.cs goes too: nothing listens on it, and nobody else comes by it for a long time.
free_port() {
  local round port
  exec {round}<> "${TMPDIR:-/tmp}/mayors-ports-$(id -un)"
  flock "$round"
  read -r port <&"$round" || port=$((20000 + RANDOM % 12000))
  while port=$((20000 + (port - 20000 + 1) % 12000)) && (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  echo "$port" > "${TMPDIR:-/tmp}/mayors-ports-$(id -un)"
  exec {round}>&-
  echo "$port"
}

# stop_with SIGNAL PID  Waits for a server of ours, and passes on the word to stop.
stop_with() {
  trap "kill -$1 $2 2> /dev/null || true" TERM INT HUP
  local code=0
  while kill -0 "$2" 2> /dev/null; do code=0; wait "$2" || code=$?; done
  return "$code"
}
