/*
 * What a jailed child says to its parent: frames of one type byte, four bytes
 * of payload length (little-endian) and the payload, over a pipe. The child
 * may be taken over by what it reads, so the parent treats every byte as
 * hostile: unknown types, frames over LIMIT_FRAME and a total over
 * LIMIT_CHILD_OUTPUT end the conversation.
 */
#ifndef VETO_JAIL_FRAME_H
#define VETO_JAIL_FRAME_H

#include <pthread.h>

#include "base/buf.h"

/* A stage names what the child is doing, so that the end of a killed child can be told. */
enum frame_type {
    FRAME_STAGE = 'S',  /* text: the stage being entered */
    FRAME_ERROR = 'E',  /* text: why the child gives up; it exits after this */
    FRAME_HEADER = 'H', /* a table's name and columns, as fact/row.h encodes them */
    FRAME_ROW = 'R',    /* one row of the table last named */
    FRAME_TEXT = 'T',   /* text for a person, which the parent makes harmless before printing */
    FRAME_NOTE = 'N',   /* a named value: key, NUL, value */
    FRAME_END = 'Z',    /* empty: everything was said; without it the conversation was cut off */
};

/*
 * The writing end. Frames gather in a buffer and go out when it is full or flushed. Several threads may write, each
 * frame whole.
 */
struct frame_writer {
    int fd;
    struct buf pending;
    pthread_mutex_t lock;
};

void frame_writer_init(struct frame_writer *w, int fd);
/* Appends a frame; false when the parent is gone or the payload is over LIMIT_FRAME. */
bool frame_send(struct frame_writer *w, enum frame_type type, struct bytes payload);
bool frame_flush(struct frame_writer *w);
/* frame_send(FRAME_STAGE) and a flush, so that the parent knows it even if the next step kills us. */
void frame_stage(struct frame_writer *w, const char *stage);

/* The reading end: bytes come in as they may, whole frames come out. */
struct frame_reader {
    struct buf pending;
    size_t taken;   /* bytes of pending already given out */
    uint64_t total; /* bytes fed so far */
    bool broken;    /* the child broke the protocol; nothing more comes out */
};

void frame_reader_init(struct frame_reader *r);
void frame_reader_free(struct frame_reader *r);
/* Adds what was read from the pipe; false once the protocol is broken. */
bool frame_feed(struct frame_reader *r, struct bytes more);
/* The next whole frame, borrowed until the next feed; false when there is none. */
bool frame_next(struct frame_reader *r, enum frame_type *type, struct bytes *payload);
/* Bytes of a frame that has not come whole. */
size_t frame_pending(const struct frame_reader *r);

#endif
