# Reads `go test -v`: passes it on, but for the lines of subtests that passed, and counts what passed, failed and was skipped, and why. A test says why it is
# skipped in the line it logs before "--- SKIP". Only the want of ../shared excuses a skip when ci is set.

/^=== (RUN|NAME|CONT)/ { test = $3; next }
/^=== / { next }
/^ +--- PASS: / { passed++; next }
{ print }
/^ +[a-z0-9_]+\.go:[0-9]+: / { text = $0; sub(/^ +[a-z0-9_]+\.go:[0-9]+: /, "", text); why[test] = text }
/^--- PASS: / { passed++ }
/^ *--- FAIL: / { failed++; bad[failed] = $3 }
/^ *--- SKIP: / {
	reason = why[$3] == "" ? "no reason given" : why[$3]
	if (reason ~ /^needs \.\.\/shared/ && !shared) without++
	else { others++; other[others] = $3 ": " reason }
}
/^(ok|FAIL)\t/ { split("", why) }

END {
	printf "\nTests: %d passed, %d failed, %d skipped for want of ../shared, %d skipped for another reason\n", \
		passed, failed, without, others
	for (i = 1; i <= failed; i++) print "  failed: " bad[i]
	for (i = 1; i <= others; i++) print "  skipped: " other[i]
	if (passed == 0) { print "No test ran."; exit 1 }
	if (ci && others) { print "In continuous integration nothing else may be skipped."; exit 1 }
}
