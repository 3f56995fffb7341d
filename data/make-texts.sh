#!/bin/sh
# make-texts.sh: makes brackets.txt and lines.txt, always the same.
# usage: make-texts.sh [FOLDER]
set -eu
LC_ALL=C
export LC_ALL
folder=${1:-.}

# A pseudo-random sequence that every awk computes alike: Lehmer's generator
# modulo 2^31 - 1 (Park and Miller 1988); its products stay below 2^53.
random='
function random(n) {
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * n)
}
'

# Well-formed nests of four kinds of brackets, at most eight deep, one a line:
# the deeper, the likelier the next bracket closes.
awk "$random"'
BEGIN {
	seed = 1
	for (line = 0; line < 1500; line++) {
		depth = 0
		text = ""
		do {
			if (depth == 0 ||
			    (depth < 8 && random(16) > 6 + depth)) {
				kind = 1 + random(4)
				text = text substr("([{<", kind, 1)
				stack[++depth] = kind
			} else {
				text = text substr(")]}>", stack[depth--], 1)
			}
		} while (depth > 0 || (length(text) < 24 && random(4)))
		print text
	}
}' > "$folder/brackets.txt"

# Lines whose lengths go 5, 10, 15, ... 40 and back: the letters are chance,
# only where a line ends can be learned, by counting.
awk "$random"'
BEGIN {
	seed = 2
	for (line = 0; line < 1400; line++) {
		step = line % 14
		width = 5 * (step < 8 ? step + 1 : 15 - step)
		text = ""
		while (length(text) < width)
			text = text substr("abcd", 1 + random(4), 1)
		print text
	}
}' > "$folder/lines.txt"
