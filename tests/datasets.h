/* datasets.h: datasets for one call. */
#ifndef TESTS_DATASETS_H
#define TESTS_DATASETS_H

#include "train/dataset.h"

#define OF_TEXT(corpus) (&(struct dataset){ .text = (corpus) })
#define NO_DATA (&(struct dataset){ 0 })

#endif
