/* The native half of org.ombud.test.Streams: a producer and a reader of Arrow C streams, in place of an
 * Arrow library. */

#include <jni.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ombud.h"
#include "../../../../c/tests/table.h"

#define NATIVE(name) Java_org_ombud_test_Streams_##name

typedef struct ArrowArrayStream stream;

static stream *at(jlong address) { return (stream *)(intptr_t)address; }

/* The one array of a stream, and what it refers to. */
typedef struct {
    const void *buffers[2];
    jint len;
    int32_t days[];
} column;

static void release_column_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static void release_column(struct ArrowArray *array)
{
    free(array->private_data);
    array->release = NULL;
}

static void release_stream(stream *of)
{
    free(of->private_data);
    of->release = NULL;
}

static int get_schema(stream *of, struct ArrowSchema *out)
{
    (void)of;
    *out = (struct ArrowSchema){.format = "tdD", .name = "received", .flags = ARROW_FLAG_NULLABLE,
                                .release = release_column_schema};
    return 0;
}

/* The column, then nothing. */
static int get_next(stream *of, struct ArrowArray *out)
{
    column *held = of->private_data;
    of->private_data = NULL;
    *out = (struct ArrowArray){0};
    if (held != NULL) {
        *out = (struct ArrowArray){.length = held->len, .n_buffers = 2, .buffers = held->buffers,
                                   .release = release_column, .private_data = held};
    }
    return 0;
}

static const char *get_last_error(stream *of)
{
    (void)of;
    return NULL;
}

JNIEXPORT jlong JNICALL NATIVE(released)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return (jlong)(intptr_t)calloc(1, sizeof(stream));
}

JNIEXPORT jlong JNICALL NATIVE(column)(JNIEnv *env, jclass type, jintArray days)
{
    jlong made = NATIVE(released)(env, type);
    jsize len = (*env)->GetArrayLength(env, days);
    column *held = calloc(1, sizeof *held + (size_t)len * sizeof *held->days);
    held->len = len;
    held->buffers[1] = held->days;
    (*env)->GetIntArrayRegion(env, days, 0, len, (jint *)held->days);
    *at(made) = (stream){get_schema, get_next, get_last_error, release_stream, held};
    return made;
}

JNIEXPORT jboolean JNICALL NATIVE(isReleased)(JNIEnv *env, jclass type, jlong of)
{
    (void)env, (void)type;
    return at(of)->release == NULL;
}

/* The dates of the first column of the next batch, those that are missing as OMBUD_NO_DATE. */
JNIEXPORT jintArray JNICALL NATIVE(next)(JNIEnv *env, jclass type, jlong of)
{
    (void)type;
    struct ArrowArray batch;
    if (at(of)->get_next(at(of), &batch) != 0 || batch.release == NULL) {
        return NULL;
    }
    const struct ArrowArray *first = batch.children[0];
    const uint8_t *valid = first->buffers[0];
    const int32_t *days = first->buffers[1];
    jintArray result = (*env)->NewIntArray(env, (jsize)first->length);
    for (int64_t i = 0; i < first->length; i++) {
        int64_t place = first->offset + i;
        int there = valid == NULL || (valid[place / 8] >> (place % 8) & 1);
        jint day = there ? days[place] : OMBUD_NO_DATE;
        (*env)->SetIntArrayRegion(env, result, (jsize)i, 1, &day);
    }
    batch.release(&batch);
    return result;
}

JNIEXPORT void JNICALL NATIVE(free)(JNIEnv *env, jclass type, jlong of)
{
    (void)env, (void)type;
    if (at(of)->release != NULL) {
        at(of)->release(at(of));
    }
    free(at(of));
}

/* Bytes of Java as a text that ends in a zero. */
static char *text_of(JNIEnv *env, jbyteArray bytes)
{
    jsize len = (*env)->GetArrayLength(env, bytes);
    char *text = calloc((size_t)len + 1, 1);
    (*env)->GetByteArrayRegion(env, bytes, 0, len, (jbyte *)text);
    (*env)->DeleteLocalRef(env, bytes);
    return text;
}

/* A stream, and the table that stays where it was when the stream is moved away. */
typedef struct {
    stream stream;
    table *table;
} held_table;

JNIEXPORT jlong JNICALL NATIVE(table)(JNIEnv *env, jclass type, jobjectArray names, jobjectArray cells)
{
    (void)type;
    held_table *made = calloc(1, sizeof *made);
    made->table = calloc(1, sizeof *made->table);
    for (jsize i = 0; i < (*env)->GetArrayLength(env, names); i++) {
        jobjectArray column = (*env)->GetObjectArrayElement(env, cells, i);
        jsize rows = (*env)->GetArrayLength(env, column);
        char *name = text_of(env, (*env)->GetObjectArrayElement(env, names, i));
        char **texts = calloc((size_t)rows + 1, sizeof *texts);
        for (jsize row = 0; row < rows; row++) {
            texts[row] = text_of(env, (*env)->GetObjectArrayElement(env, column, row));
        }
        table_add(made->table, name, (const char *const *)texts, rows);
        for (jsize row = 0; row < rows; row++) {
            free(texts[row]);
        }
        free(texts);
        free(name);
    }
    made->stream = table_stream(made->table);
    return (jlong)(intptr_t)made;
}

JNIEXPORT void JNICALL NATIVE(freeTable)(JNIEnv *env, jclass type, jlong of)
{
    (void)env, (void)type;
    held_table *held = (held_table *)(intptr_t)of;
    table_free(held->table);
    free(held);
}

JNIEXPORT jbyteArray JNICALL NATIVE(lines)(JNIEnv *env, jclass type, jlong of)
{
    (void)type;
    FILE *out = tmpfile();
    int ended = print_lines(out, at(of));
    long len = ftell(out);
    char *text = calloc((size_t)len + 1, 1);
    rewind(out);
    size_t read = fread(text, 1, (size_t)len, out);
    fclose(out);
    jbyteArray lines = ended != 0 || read != (size_t)len ? NULL : (*env)->NewByteArray(env, (jsize)len);
    if (lines != NULL) {
        (*env)->SetByteArrayRegion(env, lines, 0, (jsize)len, (const jbyte *)text);
    }
    free(text);
    return lines;
}
