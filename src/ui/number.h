/* number.h: numbers for a screen.  Stateless. */
#ifndef UI_NUMBER_H
#define UI_NUMBER_H

#include "base/util.h"

enum { NUMBER_TEXT = 32 }; /* holds any of them */

void number_grouped(char out[NUMBER_TEXT], long n); /* 1,115,394 */
/* Three digits and k, M, G: 950, 61.2k, 171k, 1.12M; "-" for a NAN. */
void number_short(char out[NUMBER_TEXT], double x);
/* A measured quantity, about four digits: 51.49, 2.974, 0.0012; "-" for a
 * NAN. */
void number_real(char out[NUMBER_TEXT], double x);
void number_percent(char out[NUMBER_TEXT], double fraction); /* 12%, 0.3% */
/* 12 s, 3 min, 2 h 05 */
void number_duration(char out[NUMBER_TEXT], double seconds);

#endif
