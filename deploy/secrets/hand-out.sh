#!/bin/sh
# Gives every process of ours the secrets that its settings name, and no other: each in a folder of its own, made from the folder handoff
# that make-secrets.sh fills. Run again after a change here, it adds what is granted now and takes away what no longer is.
#
#   hand-out.sh FOLDER [no-owners]     folders migrate, api, projector, timekeeper, channel, notifier and relay are made in FOLDER
set -eu
umask 077
root=${1:?the folder is missing}
owners=${2:-owners}

# grant PROCESS FILE…: those, and the certificate of the authority, which is no secret.
grant() {
  process=$1
  shift
  set -- ca.crt "$@"
  mkdir -p "$root/$process"
  for file in "$@"; do
    cp "$root/handoff/$file" "$root/$process/.new"
    # A process that runs may read it at this moment: it sees the old file or the new one, whole.
    mv -f "$root/$process/.new" "$root/$process/$file"
  done
  for path in "$root/$process"/*; do
    case " $* " in
      *" ${path##*/} "*) ;;
      *) rm "$path" ;;
    esac
  done
  # The user that the image runs as.
  [ "$owners" != owners ] || chown -R 1000:1000 "$root/$process"
}

grant migrate database_owner_url
grant api event_store_url kafka_password database_api_url database_keys_url export_key master_key command_key
grant projector event_store_url database_projector_url database_keys_url database_ledger_url ledger_key master_key
grant timekeeper event_store_url database_timekeeper_url database_api_url database_keys_url master_key command_key
grant channel event_store_url kafka_password database_api_url database_projector_url database_keys_url master_key command_key token_key
grant notifier event_store_url kafka_password database_api_url database_projector_url database_keys_url master_key command_key
grant relay event_store_url kafka_password database_projector_url
