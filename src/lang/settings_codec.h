/* settings_codec.h: settings that affect results <-> one line of JSON, as a
 * checkpoint holds them: the rows of the option table, sorted by name.
 *
 * decode() leaves a setting alone that the JSON does not name, and changes
 * nothing when it fails: ERR_INPUT, a value of the wrong type or out of its
 * range.  Stateless; any thread. */
#ifndef LANG_SETTINGS_CODEC_H
#define LANG_SETTINGS_CODEC_H

#include "train/checkpoint.h"

extern const struct settings_codec settings_codec;

#endif
