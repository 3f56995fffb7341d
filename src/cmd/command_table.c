/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_table.c: the rows of the command table, in the order of `help`.
 *
 * `help` is broken into lines of at most 76 columns.  Each `example` is a line
 * that a test executes on data/demo.txt in a fresh program without a screen;
 * the test prepares example.safetensors (a checkpoint of that text) and
 * example.rnn (a script) in its folder, and a second run, rnn. */
#include "config.h"
#include "cmd/command_table.h"
#include "cmd/handlers.h"
#include "cmd/panels.h"

static const char run[] = "run";
static const char look[] = "look";
static const char change[] = "change";
static const char runs[] = "runs";
static const char text[] = "text";
static const char keep[] = "files";
static const char prove[] = "prove";
static const char script[] = "script";
static const char show[] = "show";
static const char help[] = "help";

/* clang-format off */
const struct command command_table[] = {
{ "continue", "c", run, "[N]", "train on",
"Trains N iterations more, or without N to --iterations; on the screen, where\n"
"there is no --iterations, until you pause it. In a script or without a\n"
"terminal the next line waits until it is done, so there `continue` needs N\n"
"or --iterations.",
"continue 20", COMPLETE_NOTHING, false, WAITS, .run = do_continue },

{ "pause", NULL, run, "", "stop training after this iteration",
"Nothing is lost: `continue` goes on with the same numbers as if there had\n"
"been no pause. Ctrl-C does the same.",
"pause", COMPLETE_NOTHING, false, ENDS_WORK, .run = do_pause },

{ "step", "s", run, "[N]", "train N iterations (1) and pause",
"One iteration reads seq-length characters of each of batch-size streams,\n"
"and changes the weights once. On the screen an empty line repeats it.",
"step 20", COMPLETE_NOTHING, true, WAITS, .run = do_step },

{ "next", "n", run, "", "train to the next sample and pause",
"Trains until the iteration is a multiple of sample-every, when the sample\n"
"panel gets new text. On the screen an empty line repeats it.",
"next", COMPLETE_NOTHING, true, WAITS, .run = do_next },

{ "finish", NULL, run, "", "train to the end of the epoch and pause",
"Trains until the cursor has reached the end of the text and goes back to its\n"
"beginning. `info run` tells the iterations per epoch.",
"finish", COMPLETE_NOTHING, false, WAITS, .run = do_finish },

{ "until", "u", run, "EXPR", "train until an expression is true",
"Looks at EXPR after every iteration and pauses when it is true. Expressions\n"
"have numbers, metrics (see `help metrics`), settings, + - * / ^,\n"
"parentheses, comparisons (< <= > >= == !=), and or not, abs log exp sqrt min\n"
"max. A comparison with a value that is not known yet is false.",
"until smooth_loss < 90 or iteration >= 200",
COMPLETE_EXPRESSION, false, WAITS, .run = do_until },

{ "print", "p", look, "EXPR", "show the value of an expression",
"Prints `EXPR = value` with as many digits as it takes to read back the same\n"
"number. Names and operators are those of `until`; `iteration` is the number\n"
"of completed iterations. A comparison is 1 or 0. The name of a setting that\n"
"is a word, such as cell, stands alone.",
"print smooth_loss / 25", COMPLETE_PRINT, false, AT_ONCE, .run = do_print },

{ "info", "i", look, "@", "show the run, settings, data, symbols or weights",
"Looks, and changes nothing.",
"info run", COMPLETE_CHOICE, false, AT_ONCE, .run = do_info,
.choices = &info_choices },

{ "example", NULL, look, "[N|@]", "choose the example on display",
"Of a task with examples one is always on display: the panels show how the\n"
"net answers it with its present weights. It is one of the held-out ones,\n"
"number N from 0, until another is chosen, or the user's own question\n"
"(`predict`). Without a word, and where no panel shows it, it is printed:\n"
"question, answer, truth, and whether the answer is right. `example wrong`\n"
"goes through the held-out ones while training rests. On the screen the keys\n"
"[ and ] on an empty line are `example previous` and `example next`.",
"example 3", COMPLETE_CHOICE, false, AT_ONCE, .run = do_example,
.choices = &example_choices },

{ "predict", NULL, look, "\"TEXT\"|N", "ask the net a question",
"Answers TEXT, or held-out example N, with the present weights, prints the\n"
"answer and puts it on display. Of classes it prints each with its\n"
"probability, the most probable first, a tab between; a translation is one\n"
"line. Training does not notice. In expressions $_class is the class answered,\n"
"from 0 in the order of `info data`, $_p its probability, and $_right 1 or 0;\n"
"also after `example`.",
"predict 3", COMPLETE_NOTHING, false, AT_ONCE, .run = do_predict },

{ "score", NULL, look, "", "measure all that is held out",
"Reads everything held out with the present weights, while training rests,\n"
"and prints valid_loss and the metrics that the task has of its own, each as\n"
"`print` does. Nothing of the run changes: `print valid_loss` and the loss\n"
"panel still show its last validation (valid-every).",
"score", COMPLETE_NOTHING, false, WAITS, .run = do_score },

{ "set", NULL, change, "NAME [VALUE [restart]]", "change or show a setting",
"Takes effect with the next iteration; NAME is an option's name without the\n"
"dashes, or lr; without VALUE it shows what is set. `info settings` lists\n"
"them, `help NAME` explains one. A setting that determines the net or its\n"
"beginning (hidden, cell, seed, ...) needs another run: on the screen you are\n"
"asked; elsewhere say `restart`, as in\n"
"    set hidden 200 restart\n"
"which starts again from iteration 0. What was learned is lost unless saved.\n"
"    set $x = EXPR\n"
"names a value: $x stands for it in every expression, also of other runs.",
"set clip 1", COMPLETE_SETTING, false, WAITS, .run = do_set },

{ "lr", NULL, change, "[X]", "change the learning rate",
"The same as `set learning-rate X`; without X it shows the current rate. The\n"
"loss panel marks the iteration.",
"lr 0.05", COMPLETE_NOTHING, false, AT_ONCE_BARE, .run = do_lr },

{ "run", NULL, runs, "NAME [SETTING=VALUE ...]",
"make another run on the same text",
"Makes a new net with the settings of the current run, but for those named\n"
"here, and its own weights, at iteration 0. It becomes the current run: the\n"
"one that commands and panels are about. The first run is called by its cell;\n"
"a name is a letter, then letters, digits, - and _. There can be 8 runs.\n"
"`together on` trains all of them, otherwise only the current one trains.\n"
"--save, --save-every, --save-best and --log are about the first run.",
"run small hidden=20", COMPLETE_NEW_RUN, false, WAITS, .run = do_run },

{ "runs", NULL, runs, "", "list the runs",
"The current one is marked with *: its net, completed iterations, smooth loss,\n"
"validation loss, and what of its work no file holds.",
"runs", COMPLETE_NOTHING, false, AT_ONCE, .run = do_runs },

{ "switch", NULL, runs, "NAME", "make another run the current one",
"NAME or the beginning of it. Commands and panels are about that run from now\n"
"on. The others rest, unless they train together; nothing of them is lost.",
"switch rnn", COMPLETE_RUN, false, WAITS, .run = do_switch },

{ "drop", NULL, runs, "NAME [now]", "end a run",
"Frees its memory; what was learned is lost unless saved. On the screen you\n"
"are asked when it has unsaved work, but with `now`. The last run stays.",
"drop rnn", COMPLETE_RUN, false, WAITS, .run = do_drop },

{ "together", NULL, runs, "[@]", "train all runs or only the current one",
"When on, step, next, until, finish and continue train all runs, an iteration\n"
"each in turn, and the loss panel shows their curves in one plot. Each makes\n"
"as many iterations; until and finish look at the current run. A run that\n"
"breaks or reaches --iterations stops alone. In the same iteration all read\n"
"the same text, unless seq-length, batch-size or valid differ. Without a word\n"
"it toggles.",
"together on", COMPLETE_CHOICE, false, WAITS, .run = do_together,
.choices = &together_choices },

{ "compare", NULL, runs, "[SETTING] VALUE VALUE ... [now]",
"train a run for each of several values",
"Replaces all runs by one for each value, from the same seed at iteration 0,\n"
"and turns `together` on. SETTING is cell unless it is named, as in\n"
"    compare lr 0.1 0.01\n"
"The other settings are those of the current run. Work of the runs that were\n"
"there is lost unless saved: on the screen you are asked, but with `now`.",
"compare rnn lstm gru", COMPLETE_COMPARE, false, WAITS, .run = do_compare },

{ "sample", NULL, text,
"[N] [\"TEXT\"] [temperature=X] [rng=N] [state=zero|current]",
"let the net write",
"TEXT is read first and printed, then N symbols follow (sample-length). The\n"
"net begins with an empty memory; without TEXT its first symbol is drawn by\n"
"the text's own frequencies. state=current begins with the memory training\n"
"has at this moment. temperature: 1 as the net believes, below 1 safer, 0 the\n"
"likeliest symbol. The same weights, words and rng=N give the same text;\n"
"without rng each sample is another. Training does not notice.\n"
"In TEXT \\n is a newline, \\\" a quotation mark, \\u00e9 a code point, \\xe9 a\n"
"byte; of a text of bytes \\u00e9 is that byte too. Symbols that the text does\n"
"not have are tried composed or in parts (NFC, NFD), then named and skipped.",
"sample 60 \"The \" temperature=0.7 rng=42", COMPLETE_SAMPLE, false, WAITS,
.run = do_sample },

{ "save", NULL, keep, "[FILE]", "write a checkpoint",
"Everything it takes to go on exactly here, in the safetensors format, which\n"
"numpy and PyTorch read. FILE (or --save's) is replaced without asking, and\n"
"only when the new one is complete.",
"save example.safetensors", COMPLETE_FILE, false, WAITS, .run = do_save },

{ "load", NULL, keep, "FILE [now]", "go on from a checkpoint",
"Replaces the run by the one in FILE, which must have been trained on the\n"
"same text; its settings come with it. The present run is lost unless saved:\n"
"on the screen you are asked first, but with `now`; a script is never asked.",
"load example.safetensors", COMPLETE_FILE, false, WAITS, .run = do_load },

{ "recover", NULL, keep, "[@] [N] [now]",
"list, take up or remove work that was put aside",
"What a signal ended, what could not be saved and what exploded is kept in a\n"
"file of its own, and the newest on this text is offered once, at the next\n"
"start. `recover` lists all, newest first: iteration, when, why, net, file.\n"
"`recover load` goes on from the newest, or from number N of the list; when\n"
"it has been saved elsewhere its file is removed. `recover delete` removes\n"
"one. On the screen you are asked before work is lost, but with `now`.",
"recover", COMPLETE_CHOICE, false, AT_ONCE_BARE, .run = do_recover,
.choices = &recover_choices },

{ "log", NULL, keep, "FILE|off", "write metrics to a file from now on",
"One row per iteration (or log-every); FILE ends in .csv or .jsonl and is\n"
"emptied first. The columns are those of `help metrics`; `iteration` counts\n"
"the rows' iterations from 0.",
"log example.csv", COMPLETE_FILE, false, WAITS, .run = do_log },

{ "export", NULL, keep, "PANEL FILE [WIDTHxHEIGHT]",
"write a panel to a file: a figure for print, or its numbers",
"FILE ends in .svg, .pdf or .png for a figure with axes, names and units, or\n"
"in .csv for the numbers themselves, in the units of the axes. It shows what\n"
"the panel shows now: its `unit`, the views of `panel loss`. The size is in\n"
"pixels for .png and in points (1/72 inch) else; larger pages have larger\n"
"letters. FILE is replaced without asking, and only when the new one is\n"
"complete. Without a screen the maps have the characters of the last\n"
"iteration.\n"
"export example FILE.json writes the example on display: question, answer,\n"
"truth, and by name every array behind them, with its shape.",
"export numbers example.svg", COMPLETE_EXPORT, false, AT_ONCE,
.run = do_export },

{ "gradcheck", NULL, prove, "[N|all]", "prove the gradients right",
"Compares the gradient that backpropagation finds with differences of the\n"
"loss (fourth order, in double precision) for N elements of each parameter,\n"
"or all of them.\n"
"\"below resolution\" means a gradient too small for differences to see, as\n"
"in the lower layers of a net that has hardly been trained: train on and\n"
"repeat it. Nothing of the run changes.",
"gradcheck 3", COMPLETE_NOTHING, false, WAITS, .run = do_gradcheck },

{ "verify", NULL, prove, "FILE", "prove a checkpoint sound",
"Reads a checkpoint through without loading it: its structure and shapes, its\n"
"checksums, whether every value is finite, and whether the text it was\n"
"trained on is still there. Then it shows what the file holds, and what\n"
"--resume and --init would do with it. A damaged one fails with the reason.\n"
"The file may be another program's, as for --init. Nothing of the run\n"
"changes.",
"verify example.safetensors", COMPLETE_FILE, false, WAITS, .run = do_verify },

{ "source", NULL, script, "[-v] FILE", "execute the commands in a file",
"One command per line; blank lines and comments after # do nothing. It stops\n"
"at the first command that fails, naming the line. With -v it shows each\n"
"command before executing it.",
"source example.rnn", COMPLETE_FILE, false, WAITS, .run = do_source },

{ "echo", NULL, script, "[\"TEXT\"]", "print a text with values in it",
"{EXPR} in TEXT becomes its value, {EXPR:FORMAT} the value in that format:\n"
".3f has three digits after the point, .2e also a power of ten, .4g four\n"
"digits in all, .1% is in percent; a number before the point is the least\n"
"width, as in 8.3f. {{ and }} are braces, \\n begins a line.",
"echo \"iteration {iteration}: loss {smooth_loss / seq_length:.3f}\"",
COMPLETE_NOTHING, false, AT_ONCE, true, .run = do_echo },

{ "assert", NULL, script, "EXPR", "fail unless an expression is true",
"Does nothing if EXPR is true. Otherwise it fails, with the values of the\n"
"names in EXPR; a script stops there, and in plain mode the program's exit\n"
"status is 1. A comparison with a value that is not known yet is false.",
"assert iteration < 1000", COMPLETE_EXPRESSION, false, AT_ONCE,
.run = do_assert },

{ "wait", NULL, script, "", "let the reader of a script press Enter",
"On the screen a script goes on only when Enter is pressed on an empty line;\n"
"meanwhile all commands can be typed, and Ctrl-C ends the script. Without a\n"
"screen it prints an empty line and goes on.",
"wait", COMPLETE_NOTHING, false, WAITS, true, .run = do_wait },

{ "panel", NULL, show, "NAME [on|off|VIEW]",
"show or hide a panel, or choose what the loss is shown in",
"Without a second word it toggles the panel. A panel for which there is no\n"
"space is left out until there is.\n"
"The loss has views:\n"
"log, linear      its axis\n"
"bits, nats       per character, or over the seq-length characters of an\n"
"                 iteration, as smooth_loss is\n"
"last N           the last N iterations: 2000, 2k, 1.5M\n"
"last log         all iterations on a logarithmic time axis\n"
"all, last all    all iterations, evenly\n"
"It begins linear, in nats, with all iterations.",
"panel loss bits", COMPLETE_PANEL_VIEW, false, AT_ONCE, .show = do_panel },

{ "zoom", NULL, show, "[PANEL]", "one panel fills the screen",
"`zoom` alone brings the others back.",
"zoom hidden", COMPLETE_PANEL, false, AT_ONCE, .show = do_zoom },

{ "unit", NULL, show, "N", "choose the unit of the gates panel",
"Units are counted from 0.",
"unit 7", COMPLETE_NOTHING, false, AT_ONCE, .show = do_unit },

{ "layout", NULL, show, "@", "arrange the panels",
"Panels for which there is no space are left out.",
"layout wide", COMPLETE_CHOICE, false, AT_ONCE, .show = do_layout,
.choices = &layout_choices },

{ "explain", NULL, help, "PANEL", "what a panel shows and how to read it",
"Three paragraphs: what is drawn, how to read it, what to try.",
"explain gates", COMPLETE_PANEL, false, AT_ONCE, .run = do_explain },

{ "help", "h", help, "[TOPIC]", "explain a command, setting, metric or panel",
"Without TOPIC it lists the commands; `help metrics`, `help settings`,\n"
"`help panels`, `help recipes` and `help tasks` list those, and `help keys`,\n"
"on the screen, its keys.",
"help sample", COMPLETE_TOPIC, false, AT_ONCE, .run = do_help },

{ "apropos", NULL, help, "WORD", "find what has to do with a word",
"Searches the names and descriptions of commands, settings, metrics and\n"
"panels, and what `explain` says of each panel, in any case.",
"apropos loss", COMPLETE_NOTHING, false, AT_ONCE, .run = do_apropos },

{ "quit", "q", help, "[now]", "save if --save says so, and leave",
"On the screen it asks first when there is unsaved work and no --save, and\n"
"says how much work. `quit now` never asks, nor is a script asked.",
"quit", COMPLETE_NOTHING, false, LEAVES, .run = do_quit },
};
/* clang-format on */
const int command_rows = LENGTH(command_table);
