/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panels.c: the panel table. */
#include "config.h"
#include "lang/match.h"
#include "cmd/panels.h"
#include <stdlib.h>

/* The texts are wrapped at 76 columns here: plain mode and the pane print them
 * unchanged. */
/* clang-format off */
static const char explain_numbers[] =
"numbers: where the run stands\n"
"\n"
"What it shows. The text and how many different symbols it has; the net\n"
"(cell, layers x units), the optimizer and its learning rate; whether\n"
"training runs or is paused. Below: the iteration; the epoch (passes over\n"
"the text); the smooth loss, in nats over the T characters of an iteration\n"
"and in bits per character; the validation loss, and the best one once it has\n"
"risen; the norm of the gradient, and how much of it was clipped; the speed\n"
"while training runs, and how long it has run. A narrow screen keeps the\n"
"most important of them; `zoom numbers` has all.\n"
"\n"
"How to read it. One iteration reads T = seq-length characters, compares\n"
"each prediction with the character that really came, and changes all\n"
"weights once. The smooth loss is the number to follow: the loss of one\n"
"iteration jumps, because one passage of text is harder than another. It is\n"
"a sum over T characters, so 25 characters at 60 nats are 2.4 nats, or 3.5\n"
"bits, each. Perplexity says the same in another way: a net of perplexity 8\n"
"is as unsure as a choice among 8 equally likely symbols.\n"
"\n"
"What to try. `print smooth_bpc` and `print perplexity` at any moment;\n"
"`info run` for all numbers with their units; `until smooth_bpc < 2.5` to\n"
"train to a goal; `lr 0.05` when the smooth loss no longer falls.";

static const char explain_loss[] =
"loss: how fast the net learns\n"
"\n"
"What it shows. Iterations run from left to right. The curve is the smooth\n"
"loss; the band holds eight in ten of the losses of each column (from the\n"
"10 % to the 90 % quantile), and single dots are the lowest and the highest.\n"
"The dotted curve (where --valid keeps part of the text) is the validation\n"
"loss: text the net has never been trained on. Marks on the time axis are\n"
"your own interventions, such as a new learning rate. What lies above the\n"
"axis has a sign at the upper edge with its value. The title says what is\n"
"counted, nats over the T characters of an iteration as in the header, or\n"
"bits per character; which iterations are shown, unless all are; and what the\n"
"smooth loss is as perplexity and in the other unit.\n"
"\n"
"Several runs (`compare rnn gru lstm`) share the axes, in the unit of the\n"
"current one. Each has a colour, in ASCII a sign, and a name with its smooth\n"
"loss; the current one is bold, and the band, the validation and the marks\n"
"are its.\n"
"\n"
"A task with examples counts per example, or per symbol that it writes. Its\n"
"curve of held-out examples is the task's own metric, with an axis at the\n"
"right: accuracy, exact answers, or a squared error, where lower is better.\n"
"The dashed line `baseline` is what a simple model without recurrence reaches\n"
"on the same examples: above it the order of what was read matters.\n"
"\n"
"How to read it. The dashed lines are what simpler models reach on this very\n"
"text. `uniform` knows only how many symbols there are, and every net begins\n"
"there. `unigram` knows how frequent each symbol is; a net falls to it within\n"
"seconds, usually through its output bias alone. `bigram` knows which symbol\n"
"follows which, `trigram` looks two symbols back. Below the trigram line the\n"
"net uses memory: something it carries over more than two characters. `below\n"
"bigram since 1,240` is the iteration since which the curve has been there.\n"
"A band that widens upward, or a curve that leaps, says that the learning\n"
"rate is too high; a flat curve high above the bigram line, that it is too\n"
"low. Validation that rises while the smooth loss falls is overfitting: the\n"
"net learns the text by heart.\n"
"\n"
"Validation is read from a zero state. `print valid_loss_warm` is the same\n"
"text, read from the state that the training part leaves: far below\n"
"valid_loss, it says that the net writes badly from an empty memory, and\n"
"`sample state=current` shows what it has learned.\n"
"\n"
"What to try. `lr 1` and, when it hurts, `lr 0.1`: watch the mark and the\n"
"curve. `panel loss last 2k` shows the last 2,000 iterations,\n"
"`panel loss last log` all of them on a logarithmic axis, `panel loss all`\n"
"undoes both. `panel loss bits` counts in bits per character,\n"
"`panel loss log` spreads the low losses; `nats` and `linear` undo them.\n"
"Start with `--valid 0.1` and a small text and wait for the two curves to\n"
"part; then `set dropout 0.3` with `--layers 2`.";

static const char explain_sample[] =
"sample: what the net would write\n"
"\n"
"What it shows. Every --sample-every iterations, at most once a second, and\n"
"at every pause the net writes on from where it has just been reading: it\n"
"predicts the next symbol, one is drawn by those probabilities, is fed back\n"
"as if it had been read, and so on. Bold is what it had read, the rest is its\n"
"own; a dim sign stands where it began a new line. The title says at which\n"
"iteration and temperature; below are earlier samples, newest first.\n"
"\n"
"How to read it. Expect this order: noise; the right letters in the right\n"
"numbers (unigram); pairs such as `th` and `he` and spaces in sensible\n"
"places (bigram); short words; long words, line lengths, names with colons;\n"
"last, things that must be remembered, such as closing a quotation mark or a\n"
"bracket that was opened many characters ago. Each step is visible as a step\n"
"below one of the dashed lines in the loss panel.\n"
"\n"
"Temperature divides the net's scores before the draw. At 1 symbols come as\n"
"often as the net believes they should; at 0.5 it plays safe and repeats\n"
"itself; at 0 it always takes the likeliest symbol; above 1 it gets wild.\n"
"\n"
"What to try. `sample 200 \"The \" temperature=0.7 rng=42`, then 20,000\n"
"iterations later the same line again: the same draws, a better net.\n"
"`set temperature 0.5` for this panel. Looking never disturbs learning: every\n"
"use has random numbers of its own.";

static const char explain_hidden[] =
"hidden: the net's memory while it reads\n"
"\n"
"What it shows. One line per unit of the top layer, one column per\n"
"character; the characters themselves are the axis below. The colour is the\n"
"unit's state h after it has read that character, from -1 to 1 (the title\n"
"has the scale). In colour a row of the screen holds two units, one above\n"
"the other. Units that do not fit are left out at the ends: the title says\n"
"which are shown, and the one that the gates panel shows is always among\n"
"them. An underlined character is the first of an iteration: training follows\n"
"the gradient back to it and no further (--seq-length). Where the locale\n"
"cannot show a character, its number stands below. F7 and F8 turn pages of\n"
"units. At a pause Left on an empty line begins a cursor: the arrow keys move\n"
"it, and the status line has the values of that unit at that character.\n"
"Of a task with examples it is the example on display: its words are the\n"
"axis, cut short where all would not fit.\n"
"\n"
"How to read it. Look along a row. A row that flickers from column to column\n"
"reacts to the present character. A row that keeps its colour over many\n"
"columns and changes at a space, a newline or a quotation mark remembers: it\n"
"tells the net where in the word, the line or the sentence it is. Now look\n"
"down a column: columns of equal characters look alike early in training,\n"
"and differ later, because the net has learned that an e after th is not any\n"
"e. A picture all in the middle colour, which is the background's own side,\n"
"has hardly begun to learn; one all in the two extreme colours is saturated,\n"
"and saturated units pass almost no gradient.\n"
"\n"
"What to try. `zoom hidden` to see more units. Find a row with long runs of\n"
"one colour and look at it with `unit N` in the gates panel. Train on text\n"
"with nested brackets and look for the row that counts the depth. Compare\n"
"--cell rnn, whose rows flicker, with lstm.";

static const char explain_gates[] =
"gates: how one unit decides what to keep\n"
"\n"
"What it shows. For one unit of the top layer (choose it with `unit N`), over\n"
"the same characters as the panel `hidden`:\n"
"  lstm   i input, f forget and o output gate, each 0 to 1;\n"
"         g candidate and h state, -1 to 1; c cell memory, of any size\n"
"  gru    r reset and z update gate, 0 to 1; n candidate and h state, -1 to 1\n"
"  rnn    has no gates: a histogram of the states of all units\n"
"Gates have the colours from closed, 0, to open, 1; the other rows those from\n"
"-1 to 1, but c, whose largest value the title gives, is scaled by it. A wide\n"
"panel names the rows; `zoom gates` adds curves of c and h (gru: n and h)\n"
"with numbers beside them.\n"
"The percentages are over all units: how often a gate is nearly open (above\n"
"0.9) or nearly closed (below 0.1), and how often g, n or h is near either of\n"
"its ends, -1 and 1 (above 0.9 without its sign). Where there is space a\n"
"gate has one figure for each end, as the title says.\n"
"\n"
"How to read it. An LSTM's memory is one line: c = f * c + i * g. With f near\n"
"1 and i near 0 the memory stays as it was; with f near 0 it is wiped; with i\n"
"near 1 the candidate g is added. What the others get to see is\n"
"h = o * tanh(c). So look for characters where f drops: that is where this\n"
"unit forgets, often at a newline or a space. A GRU has one gate for both:\n"
"h = (1 - z) * n + z * h, so with z near 1 it keeps.\n"
"Gates near 0.5 everywhere belong to a net that has learned little. Some\n"
"saturation is good, for it makes decisions; nearly all of it leaves no\n"
"gradient and learning stops. For rnn, a histogram piled up at -1 and 1\n"
"says the same.\n"
"\n"
"What to try. Step through units with `unit 0`, `unit 1`, ... and look for\n"
"one whose f is open except at one kind of character. Start with\n"
"`--forget-bias -2` and see how much longer the net takes to remember; the\n"
"usual bias of 1 makes it begin by keeping.";

static const char explain_predict[] =
"predict: what the net expects next\n"
"\n"
"What it shows. The characters that were read, and set off after them the one\n"
"that came. Below, the most probable next characters with their probability,\n"
"the softmax at temperature 1: a bar from end to end would be 100%. The one\n"
"that came is marked; where it is not among them it has the last row. The\n"
"title has the surprise, -log2 of its probability: what this character cost,\n"
"in bits; the entropy, the surprise that the net itself expected; and its\n"
"rank. While training runs it is about the newest character. At a pause Left\n"
"on an empty line begins a cursor, and the bars are those after the character\n"
"under it.\n"
"\n"
"How to read it. The loss is the sum of such surprises over --seq-length\n"
"characters, in nats (a bit is 0.69 nats). One long bar is a net that is\n"
"sure; many short ones one that is not. Sure and right costs next to nothing,\n"
"sure and wrong a great deal. Within a word the net is soon sure; at its\n"
"first letter and after it no net can be. A surprise well above the entropy,\n"
"again and again, is a net that is too sure of itself.\n"
"\n"
"What to try. `zoom predict`, pause, and move the cursor through a word: see\n"
"the entropy fall from its first letter to its last, and rise at the blank.\n"
"Look at one place early in training and again later. Two letters with nearly\n"
"the same probability are where a sample may go either way, and `set\n"
"temperature 0.5` makes it take the longer bar more often.";

static const char explain_answers[] =
"answers: what the net makes of questions it has never seen\n"
"\n"
"What it shows. Examples that are kept away from training, each with the\n"
"net's answer at this iteration. A sign says whether it is right; beside a\n"
"wrong answer the truth stands in parentheses. The title counts the right\n"
"ones. A long question is cut, so that its answer is always seen; where both\n"
"are long, the answer has a row of its own. `zoom answers` shows more.\n"
"\n"
"How to read it. Early on all answers are the same: the most frequent class,\n"
"or the most frequent symbols again and again. Then come answers that are\n"
"right in part, such as a word whose beginning is right. What is still wrong\n"
"late in training is worth a look: is the question hard, or its label wrong?\n"
"The few questions here are a sample; the curve in the loss panel is all that\n"
"are held out.\n"
"\n"
"What to try. `example wrong` shows how the net came to a wrong answer;\n"
"`predict \"...\"` asks it something of your own; `score` asks all held-out\n"
"questions. Looking never disturbs learning.";

static const char explain_example[] =
"example: one example, and how the net comes to its answer\n"
"\n"
"What it shows. One held-out example, or your own, answered again with the\n"
"weights of this moment. What it looks like depends on what the net does:\n"
"\n"
"A class for a sentence: every word stands on the colour of what the net\n"
"would answer if the text ended there, with that probability below it in two\n"
"digits. The state after word t is h(t) = cell(x(t), h(t-1)), and\n"
"P(class | words 1..t) = softmax(W h(t) + b). Of two classes the colours run\n"
"from one to the other, of many they show the answer's. Below are the\n"
"classes, and what a bag of words says: a model that knows which words occur\n"
"but not in which order.\n"
"\n"
"A sentence for a sentence: the attention. The source runs across, the output\n"
"downwards; the more of the attention a symbol has, the stronger its cell.\n"
"Before it writes symbol u the net compares its state s with every state m(t)\n"
"of the source, e(t) = v' tanh(W s + U m(t)), and reads the mixture\n"
"sum a(t) m(t) with a = softmax(e): each row adds up to 1. Symbols that are\n"
"not in the truth are underlined and have a sign.\n"
"\n"
"Numbers or symbols over time: what was read, marked where it counts, what\n"
"was written, and what should have been.\n"
"\n"
"How to read it. Watch where the colour changes: at `not` and at `but` it\n"
"must turn, which no bag of words can do. In the attention look for the\n"
"diagonal, and for where it leaves it: there the order of the words differs,\n"
"or a sound depends on its neighbour. A grey matrix is a net that does not\n"
"yet know where to look.\n"
"\n"
"What to try. `example next`, `example wrong`, `predict \"...\"`. Pause, and\n"
"press Left on an empty line: a cursor walks through the steps, here and in\n"
"the panels hidden and gates, which show this very example.";

static const char explain_data[] =
"data: what the net learns from\n"
"\n"
"What it shows. How many rows there are, and how many of them are trained on\n"
"and held out; lines that were rejected, with the first reasons; rows that\n"
"are there twice, and questions that have two different answers; how many\n"
"symbols there are; the classes with their numbers of rows; and how long the\n"
"questions are. Numbers that are 0 are left out. Generated examples have no\n"
"end, so only those held out are counted.\n"
"\n"
"How to read it. If one class has most of the rows, a net that always says\n"
"that class looks good: compare the accuracy with the dashed line of the loss\n"
"panel. Conflicting rows set a limit that no net can pass. Rejected lines are\n"
"usually another separator or a missing column; the reasons tell. A few very\n"
"long questions make every iteration slow: `--max-length` cuts them.\n"
"\n"
"What to try. `info data` prints the same as text, for scripts; `export data\n"
"data.svg` draws it.";
/* clang-format on */

static const char *const loss_views[] = { "log",  "linear", "bits",
					  "nats", "all",    "last" };
static const char *const window_words[] = { "all", "log", "1k", "10k", "100k" };
const struct words loss_windows = WORD_LIST(window_words);

const struct panel_info panel_info[PANELS] = {
	[PANEL_NUMBERS] = {
		"numbers", "numbers", "text, net, iteration, loss and speed",
		explain_numbers, true, true, { 0 },
	},
	[PANEL_LOSS] = {
		"loss", "loss", "the loss over time, beside simpler models",
		explain_loss, true, true, WORD_LIST(loss_views),
	},
	[PANEL_SAMPLE] = {
		"sample", "sample", "text the net writes while it learns",
		explain_sample, true, false, { 0 },
	},
	[PANEL_HIDDEN] = {
		"hidden", "hidden", "the state of every unit, character by "
		"character", explain_hidden, true, true, { 0 },
	},
	[PANEL_GATES] = {
		"gates", "gates", "the gates of one unit, character by "
		"character", explain_gates, true, true, { 0 },
	},
	[PANEL_PREDICT] = {
		"predict", "predict",
		"what the net expects next, and what came",
		explain_predict, false, false, { 0 },
	},
	[PANEL_ANSWERS] = {
		"answers", "answers",
		"questions never trained on, answered by the net",
		explain_answers, false, true, { 0 },
	},
	[PANEL_EXAMPLE] = {
		"example", "example",
		"one example, and how the net comes to its answer",
		explain_example, false, true, { 0 },
	},
	[PANEL_DATA] = {
		"data", "data", "rows, classes and lengths of a task's data",
		explain_data, false, false, { 0 },
	},
};

static const struct {
	const char *name, *help;
} layout[LAYOUTS] = {
	[LAYOUT_AUTO] = { "auto", "what fits the terminal best" },
	[LAYOUT_WIDE] = { "wide", "side by side" },
	[LAYOUT_TALL] = { "tall", "one below the other" },
	[LAYOUT_FOCUS] = { "focus", "only the loss and the sample, as large as "
				    "they can be" },
};
const struct choices layout_choices = CHOICES_OF(layout);

void screen_choice_default(struct screen_choice *choice, bool examples)
{
	*choice = (struct screen_choice){ .zoom = -1, .layout = LAYOUT_AUTO };
	choice->examples = examples;
	for (int i = 0; i < PANELS; i++)
		choice->shown[i] = examples ? panel_info[i].shown_examples
					    : panel_info[i].shown;
}

void screen_choice_text(const struct screen_choice *choice, struct strbuf *out)
{
	strbuf_printf(out, "unit %ld\npanel loss %s\npanel loss %s\n",
		      choice->unit, choice->log_axis ? "log" : "linear",
		      choice->bits ? "bits" : "nats");
	if (choice->window == WINDOW_LAST)
		strbuf_printf(out, "panel loss last %ld\n", choice->last);
	else
		strbuf_printf(out, "panel loss last %s\n",
			      choice->window == WINDOW_LOG ? "log" : "all");
}

static const struct words panel_names = WORDS_OF(panel_info, name);

int panel_find(const char *prefix, struct err *e)
{
	return match_unique("panel", prefix, match_word, &panel_names, e);
}

bool panel_missing(const char *command, struct err *e)
{
	char *question = xasprintf("%s which panel", command);

	match_missing(question, match_word, &panel_names, e);
	free(question);
	return false;
}
