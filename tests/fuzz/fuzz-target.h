/*
 * What a fuzz target is: one function that puts one input through one parser of outside input and asserts what must hold for every input.
 * libFuzzer calls it with inputs it invents; replay.c calls it with the seeds and with what once broke something.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t size);

/* Once, before the first input; libFuzzer only. */
int LLVMFuzzerInitialize (int *argc,
                          char ***argv);
