/*
 * One event of a streaming chat answer, or the one body of an answer that does not stream, as the servers really send them: OpenAI, Azure (an
 * opening chunk with empty choices), Ollama, llama.cpp (content null, integer error codes, timings), vLLM. Tool calls, images and anything
 * but text are read over: the model has no tools. Strict about size and depth (base/json-reader.h), lenient about unknown members.
 */

#pragma once

#include <glib.h>

/* An event of the largest size, were all of it repaired (base/event-stream.h). */
#define RAIL_CHAT_CHUNK_MAX_BYTES (768 * 1024)

typedef struct
{
  char *text;         /* to be appended, valid UTF-8; "" if none */
  gboolean finished;  /* a finish reason was given */
  gboolean truncated; /* "length": the answer was cut */
  gboolean filtered;  /* "content_filter" */
} RailChatChunk;

void rail_chat_chunk_clear (RailChatChunk *self);

/*
 * FALSE with @error, and nothing in @chunk: RAIL_ERROR_INVALID where it is no such thing; RAIL_ERROR_TOO_LARGE where the server says that the
 * request exceeds its context; RAIL_ERROR_UNREACHABLE with the server's message (capped, stripped) for other errors it reports. "[DONE]" is a
 * finished chunk without text.
 */
gboolean rail_chat_chunk_read (const char *data,
                               RailChatChunk *chunk,
                               GError **error);
