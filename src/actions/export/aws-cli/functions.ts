/** The functions of both scripts. They need bash 3.2, which macOS has. */
export const FUNCTIONS = String.raw`errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

say() {
  printf '%s\n' "$1"
}

# fail TEXT CODE: ends the script.
fail() {
  printf '%s\n' "$1" >&2
  exit "$2"
}

# pause TEXT: waits for some seconds, but the whole script for at most an hour. The text says for what.
waiting_for=
pause() {
  if [ "$1" != "$waiting_for" ]; then say "... $1"; fi
  waiting_for=$1
  if [ "$SECONDS" -ge 3600 ]; then fail 'This took an hour. The same script continues from here.' 4; fi
  sleep "$poll_seconds"
}

# exists NAME COMMAND: whether NAME exists. The command prints its tags: the lab and the region.
exists() {
  local name=$1 tags
  shift
  until tags=$("$@" --output text 2> "$errors"); do
    if grep -qE 'NotFound|NoSuchEntity' "$errors"; then return 1; fi
    # AWS shows no tags while it creates, changes or deletes the resource.
    if ! grep -q 'Invalid.*State' "$errors"; then fail "$(cat "$errors")" 1; fi
    pause "waiting until AWS has finished a change of the $name"
  done
  if [ "$tags" = "$own_tags" ]; then return 0; fi
  foreign "$name"
}

# not_yet: whether AWS refused a change only because an earlier change is not finished, or has not spread yet.
not_yet() {
  grep -qE "$1" "$errors" || fail "$(cat "$errors")" 1
  pause "AWS refuses this for now: $(tail -n 1 "$errors")"
}`;

/** The function that sends the changes of up.sh. */
export const SEND = `# send COMMAND: sends a change, and repeats it while AWS is not ready for it.
send() {
  until "$@" > /dev/null 2> "$errors"; do
    not_yet 'ServiceLinkedRoleNotFound|Invalid.*State|User.*NotFound|NoSuchEntity.*AttachRolePolicy|ConcurrentModification|Invalid principal|cannot be assumed by Lambda|does not have permissions|throttled by EC2|CreateGrant|ResourceConflict|OperationAborted'
  done
}

# wait_for NAME STATUS COMMAND: repeats a read until its first word is STATUS. Sets answer to all its words.
wait_for() {
  local name=$1 wanted=$2 status
  shift 2
  while true; do
    if ! answer=$("$@" --output text 2> "$errors"); then
      # AWS may show a new resource late. Other errors do not pass.
      grep -qE 'NotFound|Throttling' "$errors" || fail "$(cat "$errors")" 1
      answer='not found'
    fi
    # AWS documents some of these words in upper case and answers them in lower case.
    status=$(printf %s "$answer" | cut -f 1 | tr '[:upper:]' '[:lower:]')
    case $status in
      *failed*) fail "The $name is $status. Delete it with ./down.sh, then run this script again." 1 ;;
      *deleting*) fail "The $name is being deleted. Run this script again later." 1 ;;
      # Lambda puts a function to sleep when it is not invoked for weeks. The next call wakes it.
      inactive) return ;;
      "$wanted")
        # The AWS CLI writes None for what AWS does not show yet.
        case $answer in
          *None*) status="$status, but AWS does not show all of it" ;;
          *) return ;;
        esac ;;
    esac
    pause "waiting until the $name is $wanted; now: $status"
  done
}`;

/** The function that sends the changes of down.sh. */
export const REMOVE = `# remove COMMAND: deletes something, and repeats that while AWS is not ready for it. If it is gone already, that is fine.
remove() {
  until "$@" > /dev/null 2> "$errors"; do
    if grep -qE 'NotFound|NoSuchEntity' "$errors"; then return; fi
    not_yet 'Invalid.*State|InvalidParameterValue|DependencyViolation|DefaultUserAssociated|ConcurrentModification|DeleteConflict|ResourceConflict|OperationAborted'
  done
}`;

/** The check of up.sh for a public lab. The AWS CLI lists the members of an input without a call to AWS (F11.12). */
export const CHECK_PUBLIC = `# Only an AWS CLI that is newer than the public endpoints, which came on 29 September 2026, can create one.
known=$(aws elasticache create-serverless-cache --generate-cli-skeleton)
case $known in
  *'"ConnectionType"'*) ;;
  *) fail 'This AWS CLI does not know --connection-type. Nothing was created. Update the AWS CLI, then run this script again.' 2 ;;
esac`;
