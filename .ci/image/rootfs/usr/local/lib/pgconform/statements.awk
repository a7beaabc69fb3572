# Prints an SQL file so that a server of one user reads it statement by statement: there, a statement ends at a semicolon
# followed by an empty line and nowhere else. Semicolons in quotes, comments, parentheses and bodies of functions end none.

function fail(message) {
    print FILENAME ":" FNR ": " message > "/dev/stderr"
    failed = 1
    exit 1
}

# Two ways to go on by `count` characters of the line: they are printed as they are, or something else is instead.
function take(count) { replace(count, substr(rest, 1, count)) }

function replace(count, by) {
    text = text by
    rest = substr(rest, count + 1)
}

function end_statement() {
    print text
    print ""
    text = previous = ""
    words = parentheses = blocks = routine = 0
}

# Follows the few words that matter: only `CREATE [OR REPLACE] FUNCTION|PROCEDURE ... BEGIN ATOMIC ... END` nests semicolons.
function word(it) {
    words++
    if (words == 1) creates = (it == "CREATE")
    if (creates && words <= 4 && (it == "FUNCTION" || it == "PROCEDURE")) routine = 1
    if (routine && it == "ATOMIC" && previous == "BEGIN") blocks++
    if (blocks > 0 && it == "CASE") blocks++
    if (blocks > 0 && it == "END") blocks--
    previous = it
}

function outside_quotes(    it) {
    if (!match(rest, /[A-Za-z_\200-\377][A-Za-z0-9_$\200-\377]*|[0-9][A-Za-z0-9_$.]*|['"$;()\\]|--|\/\*/)) {
        take(length(rest))
        return
    }
    it = substr(rest, RSTART, RLENGTH)
    take(RSTART - 1)
    if (it == "--") take(length(rest))
    else if (it == "/*") { comments = 1; inside = "comment"; take(2) }
    else if (it == "'") { inside = "string"; take(1) }
    else if (it == "\"") { inside = "name"; take(1) }
    else if (it == "(") { parentheses++; take(1) }
    else if (it == ")") { parentheses--; take(1) }
    else if (it == "\\") fail("a command of psql, which is not to be had here")
    else if (it == ";") {
        take(1)
        if (parentheses <= 0 && blocks == 0) end_statement()
    } else if (it == "$") {
        if (match(rest, /^\$([A-Za-z_\200-\377][A-Za-z0-9_\200-\377]*)?\$/)) {
            inside = "dollars"
            tag = substr(rest, 1, RLENGTH)
            replace(RLENGTH, "'")
        } else take(1)
    } else {
        take(length(it))
        word(toupper(it))
        if ((it == "E" || it == "e") && substr(rest, 1, 1) == "'") { inside = "escapes"; take(1) }
    }
}

# Goes on to the end of the quoted text, or of the line. A doubled quote stands for itself.
function in_quotes(quote, pattern,    it) {
    if (!match(rest, pattern)) {
        take(length(rest))
        return
    }
    it = substr(rest, RSTART, 2)
    if (it == quote quote || substr(it, 1, 1) == "\\") take(RSTART + 1)
    else { take(RSTART); inside = "" }
}

function in_comment() {
    if (!match(rest, /\/\*|\*\//)) {
        take(length(rest))
        return
    }
    comments += substr(rest, RSTART, 2) == "/*" ? 1 : -1
    take(RSTART + 1)
    if (comments == 0) inside = ""
}

# Text between dollars becomes an ordinary string of the same value, for which empty lines are no trouble.
function in_dollars(    at, body) {
    at = index(rest, tag)
    body = at == 0 ? rest : substr(rest, 1, at - 1)
    gsub(/'/, "''", body)
    replace(at == 0 ? length(rest) : at - 1, body)
    if (at > 0) { replace(length(tag), "'"); inside = "" }
}

{
    # An empty line after a semicolon that ends no statement must not look like an end. A string is closed and opened
    # again on the next line, which SQL joins; elsewhere a space does.
    if ($0 == "" && text ~ /;\n$/) text = text (inside ~ /^(string|escapes|dollars)$/ ? "'\n'" : " ")

    rest = $0
    while (rest != "") {
        if (inside == "") outside_quotes()
        else if (inside == "string") in_quotes("'", "'")
        else if (inside == "escapes") in_quotes("'", "['\\\\]")
        else if (inside == "name") in_quotes("\"", "\"")
        else if (inside == "comment") in_comment()
        else in_dollars()
    }
    text = text "\n"
}

END {
    if (!failed && inside != "") fail("the file ends before this is closed: " inside)
    if (!failed && text ~ /[^ \t\r\n]/) print text
    exit failed
}
