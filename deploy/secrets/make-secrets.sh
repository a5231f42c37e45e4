#!/bin/sh
# Makes what nobody should choose by hand: a certificate authority for this installation, certificates of its servers, passwords and
# keys, each in a file that only its reader can open. What is there stays: run again, it makes only what is missing as a whole.
#
#   make-secrets.sh FOLDER [no-owners]     folders authority, postgres, kafka, eventstore and handoff are made in FOLDER
set -eu
umask 077
root=${1:?the folder is missing}
owners=${2:-owners}
[ -e "$root/handoff/.made" ] && exit 0

secret() { openssl rand -hex 32; }
put() { printf '%s' "$2" > "$root/$1"; }
days=3650

mkdir -p "$root/postgres" "$root/kafka" "$root/eventstore/ca" "$root/handoff" "$root/authority"
authority=$root/authority
openssl req -x509 -newkey rsa:3072 -nodes -days $days -subj '/CN=Handoff installation' \
  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
  -keyout "$authority/ca.key" -out "$authority/ca.crt" 2> /dev/null

# certificate NAME COMMON-NAME HOST: NAME.key (PKCS #8) and NAME.crt, good for HOST and for localhost.
certificate() {
  openssl req -newkey rsa:3072 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" \
    -addext "subjectAltName=DNS:$3,DNS:localhost,IP:127.0.0.1" -addext 'keyUsage=critical,digitalSignature,keyEncipherment' \
    -addext 'extendedKeyUsage=serverAuth,clientAuth' 2> /dev/null
  openssl x509 -req -in "$1.csr" -CA "$authority/ca.crt" -CAkey "$authority/ca.key" -CAcreateserial -days $days \
    -copy_extensions copyall -out "$1.crt" 2> /dev/null
  rm "$1.csr"
}

certificate "$root/postgres/server" postgres postgres
certificate "$root/eventstore/node" eventstoredb-node eventstore
certificate "$root/kafka/server" kafka kafka
cat "$root/kafka/server.key" "$root/kafka/server.crt" > "$root/kafka/keystore.pem"
rm "$root/kafka/server.key" "$root/kafka/server.crt"
cp "$authority/ca.crt" "$root/eventstore/ca/ca.crt"
cp "$authority/ca.crt" "$root/handoff/ca.crt"

tls='sslmode=verify-full&sslrootcert=/run/handoff/ca.crt'
for role in owner api projector keys timekeeper ledger; do
  password=$(secret)
  put "postgres/${role}_password" "$password"
  put "handoff/database_${role}_url" "postgres://handoff_$role:$password@postgres:5432/handoff?$tls"
done

password=$(secret)
put eventstore/admin_password "$password"
put eventstore/ops_password "$(secret)"
put handoff/event_store_url "esdb://admin:$password@eventstore:2113?tls=true&tlsCAFile=/run/handoff/ca.crt"

password=$(secret)
put handoff/kafka_password "$password"
put kafka/jaas "org.apache.kafka.common.security.plain.PlainLoginModule required user_handoff=\"$password\";"

for key in master_key command_key token_key ledger_key export_key; do put "handoff/$key" "$(secret)"; done

# The users that the images run as: postgres 999, kafka and eventstore 1000, node 1000.
if [ "$owners" = owners ]; then
  chown -R 999:999 "$root/postgres"
  chown -R 1000:1000 "$root/kafka" "$root/eventstore" "$root/handoff"
fi
touch "$root/handoff/.made"
