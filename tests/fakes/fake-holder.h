/*
 * A program on the bus that holds values for others: owns a name on a connection of its own, answers every call by its method's name and
 * emits what it is told to.
 */

#pragma once

#include <gio/gio.h>

typedef struct _FakeHolder FakeHolder;

FakeHolder *fake_holder_new (const char *address,
                             const char *name);

/* Leaves the bus. */
void fake_holder_free (FakeHolder *self);

/* @answer: a tuple, taken over; NULL: the method is refused, as every method is that was never set. */
void fake_holder_set_answer (FakeHolder *self,
                             const char *method,
                             GVariant *answer);

/* @parameters: a tuple; floating references are taken over. */
void fake_holder_emit (FakeHolder *self,
                       const char *path,
                       const char *interface,
                       const char *signal,
                       GVariant *parameters);

/* How often it was asked anything. */
guint fake_holder_get_n_asked (FakeHolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeHolder, fake_holder_free)
