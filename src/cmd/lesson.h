/* lesson.h: --lesson: scripts that teach something, each with a run of its own.
 *
 * A lesson is a script (`source`) in the folder lessons of the program's data,
 * or anywhere else.  It begins with comments: the first says in one line what it
 * shows, and "# settings: NAME=VALUE ..." chooses the settings of its first run,
 * as the command `run` takes them.  It must need no DATA.  Stateless; any
 * thread. */
#ifndef CMD_LESSON_H
#define CMD_LESSON_H

#include "base/strbuf.h"
#include "lang/options.h"

/* Appends a line for each lesson: its name and what it shows.  ERR_INPUT: the
 * folder cannot be read. */
bool lessons_list(struct strbuf *, struct err *) NODISCARD;
/* Takes the settings of start->lesson, except those that the user chose, and
 * makes its script the first command; a name with a '/' is a path.  Does nothing
 * without a lesson.  ERR_INPUT: there is none of that name, or something was
 * chosen that it decides itself. */
bool lesson_apply(struct startup *, struct settings *, struct err *) NODISCARD;

#endif
