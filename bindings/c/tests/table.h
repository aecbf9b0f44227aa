/* Tables over Arrow streams made by hand: columns of texts in, lines as JSON out. */

#ifndef TABLE_H
#define TABLE_H

#include <ombud.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a table of texts, null where one is empty ------------------------------------------------- */

enum { MOST_COLUMNS = 8 };

typedef struct {
    char *names[MOST_COLUMNS];
    uint8_t *valid[MOST_COLUMNS];
    int32_t *ends[MOST_COLUMNS];
    char *texts[MOST_COLUMNS];
    const void *buffers[MOST_COLUMNS][3], *none;
    struct ArrowArray arrays[MOST_COLUMNS], *array_children[MOST_COLUMNS];
    struct ArrowSchema schemas[MOST_COLUMNS], *schema_children[MOST_COLUMNS];
    int64_t columns, rows;
    int given;
} table;

static void release_schema(struct ArrowSchema *schema) {
    for (int64_t i = 0; i < schema->n_children; i++) schema->children[i]->release = NULL;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) array->children[i]->release = NULL;
    array->release = NULL;
}

static int table_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    table *of = stream->private_data;
    for (int64_t i = 0; i < of->columns; i++) {
        const struct ArrowSchema column = {"u", of->names[i], NULL, ARROW_FLAG_NULLABLE, 0, NULL, NULL, release_schema, NULL};
        of->schemas[i] = column;
        of->schema_children[i] = &of->schemas[i];
    }
    const struct ArrowSchema whole = {"+s", "", NULL, 0, of->columns, of->schema_children, NULL, release_schema, NULL};
    *out = whole;
    return 0;
}

static int table_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    table *of = stream->private_data;
    memset(out, 0, sizeof *out);
    if (of->given++) return 0;
    for (int64_t i = 0; i < of->columns; i++) {
        of->buffers[i][0] = of->valid[i];
        of->buffers[i][1] = of->ends[i];
        of->buffers[i][2] = of->texts[i];
        const struct ArrowArray column = {of->rows, -1, 0, 3, 0, of->buffers[i], NULL, NULL, release_array, NULL};
        of->arrays[i] = column;
        of->array_children[i] = &of->arrays[i];
    }
    const struct ArrowArray whole = {of->rows, 0, 0, 1, of->columns, &of->none, of->array_children, NULL, release_array, NULL};
    *out = whole;
    return 0;
}

static const char *table_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}

/* What was handed out refers to the table: it is released before this frees it. */
static void table_free(table *of) {
    for (int64_t i = 0; i < of->columns; i++) {
        free(of->names[i]);
        free(of->valid[i]);
        free(of->ends[i]);
        free(of->texts[i]);
    }
    free(of);
}

static void table_released(struct ArrowArrayStream *stream) { stream->release = NULL; }

static struct ArrowArrayStream table_stream(table *of) {
    const struct ArrowArrayStream made = {table_schema, table_next, table_error, table_released, of};
    return made;
}

/* Adds a column. */
static void table_add(table *to, const char *name, const char *const *cells, int64_t rows) {
    const int64_t at = to->columns++;
    size_t len = 1;
    for (int64_t row = 0; row < rows; row++) len += strlen(cells[row]);
    to->rows = rows;
    to->names[at] = strcpy(calloc(strlen(name) + 1, 1), name);
    to->valid[at] = calloc((size_t)rows / 8 + 1, 1);
    to->ends[at] = calloc((size_t)rows + 1, sizeof(int32_t));
    to->texts[at] = calloc(len, 1);
    for (int64_t row = 0; row < rows; row++) {
        const int32_t end = to->ends[at][row];
        strcpy(to->texts[at] + end, cells[row]);
        to->ends[at][row + 1] = end + (int32_t)strlen(cells[row]);
        if (*cells[row] != '\0') to->valid[at][row / 8] |= (uint8_t)(1 << (row % 8));
    }
}

/* ---- what comes out: the names of the columns, then the lines, as lists of texts ------------------ */

/* A text as canonical JSON has it. */
static void print_text(FILE *out, const char *text, size_t len) {
    const char *escapes = "\"\\\b\f\n\r\t", *letters = "\"\\bfnrt";
    fputc('"', out);
    for (size_t i = 0; i < len; i++) {
        const char *found = text[i] == '\0' ? NULL : strchr(escapes, text[i]);
        if (found != NULL) fprintf(out, "\\%c", letters[found - escapes]);
        else if ((unsigned char)text[i] < 0x20) fprintf(out, "\\u%04x", (unsigned)text[i]);
        else fputc(text[i], out);
    }
    fputc('"', out);
}

static void print_cell(FILE *out, const char *format, const struct ArrowArray *of, int64_t row) {
    const int64_t at = of->offset + row;
    const uint8_t *valid = of->buffers[0];
    if (valid != NULL && !(valid[at / 8] >> (at % 8) & 1)) {
        fputs("\"\"", out);
    } else if (strcmp(format, "u") == 0) {
        const int32_t *ends = (const int32_t *)of->buffers[1] + at;
        print_text(out, (const char *)of->buffers[2] + ends[0], (size_t)(ends[1] - ends[0]));
    } else if (strcmp(format, "tdD") == 0) {
        fprintf(out, "\"%ld\"", (long)((const int32_t *)of->buffers[1])[at]);
    } else {
        fprintf(out, "\"%lld\"", (long long)((const int64_t *)of->buffers[1])[at]);
    }
}

/* Reads the stream to its end and releases it; returns 0, or what the stream ended in. */
static int print_lines(FILE *out, struct ArrowArrayStream *from) {
    struct ArrowSchema schema;
    struct ArrowArray batch;
    int ended = from->get_schema(from, &schema);
    if (ended != 0) return ended;
    fputs("[[", out);
    for (int64_t i = 0; i < schema.n_children; i++) {
        fputs(i ? "," : "", out);
        print_text(out, schema.children[i]->name, strlen(schema.children[i]->name));
    }
    fputs("]", out);
    while ((ended = from->get_next(from, &batch)) == 0 && batch.release != NULL) {
        for (int64_t row = 0; row < batch.length; row++) {
            fputs(",[", out);
            for (int64_t i = 0; i < schema.n_children; i++) {
                fputs(i ? "," : "", out);
                print_cell(out, schema.children[i]->format, batch.children[i], row);
            }
            fputs("]", out);
        }
        batch.release(&batch);
    }
    fputs("]", out);
    schema.release(&schema);
    from->release(from);
    return ended;
}

#endif
