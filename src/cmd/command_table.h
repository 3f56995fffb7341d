/* command_table.h: the rows that command.c works on.  Others use command_at()
 * and command_find(). */
#ifndef CMD_COMMAND_TABLE_H
#define CMD_COMMAND_TABLE_H

#include "cmd/command.h"

extern const struct command command_table[];
extern const int command_rows;

#endif
